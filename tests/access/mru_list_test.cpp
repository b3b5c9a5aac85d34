// MruList: who is remembered, in which order, who is forgotten first, and what it all takes.
#include "access/mru_list.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <map>

#include "access/restrict_support.hpp"

namespace foliot::access {
namespace {

const MonoTime kStart = MonoTime::from_nanoseconds(5'000'000'000);

MonoTime at(double seconds) {
  return kStart + Interval::from_seconds(seconds);
}

Sighting sighting(std::string_view address, double seconds, std::uint16_t port = 40000) {
  return {.remote = from(address, port), .at = at(seconds)};
}

Sighting nth(std::uint32_t number, double seconds) {
  const auto byte = [number](unsigned shift) { return static_cast<std::uint8_t>(number >> shift); };
  return {.remote = {base::IpAddress::v4(byte(24), byte(16), byte(8), byte(0)), 123}, .at = at(seconds)};
}

MruList make(const MruOptions& options = {}, int monitor_age_s = 3000) {
  base::SeededRng rng(1);
  return {options, monitor_age_s, rng, kStart};
}

std::vector<std::string> newest_first(const MruList& list) {
  std::vector<std::string> addresses;
  for (auto number = list.newest(); number; number = list.older(*number)) {
    addresses.push_back(list.view(*number).remote.ip.to_string());
  }
  return addresses;
}

TEST(MruList, ExpectsAnybodyWhenItIsEmpty) {
  const MruList list = make();
  list.expect({});
  list.expect(std::vector{from("192.0.2.1"), from("::")});
  EXPECT_EQ(list.size(), 0U);
}

TEST(MruList, RemembersWhatAClientDid) {
  MruList list = make();
  EXPECT_FALSE(list.find(ip("192.0.2.1")).has_value());
  EXPECT_FALSE(list.newest().has_value());
  Sighting seen = sighting("192.0.2.1", 1.25, 50000);
  seen.mode = wire::Mode::symmetric_active;
  seen.version = 3;
  const auto number = list.add(seen, 0);
  ASSERT_TRUE(number.has_value());
  seen.at = at(9.5);
  seen.remote.port = 123;
  EXPECT_EQ(list.note(*number, seen).seconds(), 8.25);
  list.set_pace(*number, {12.5F, 3}, flags_of({Restrict::limited, Restrict::serverresponse_fuzz}), true);
  const ClientView view = list.view(*list.find(ip("192.0.2.1")));
  EXPECT_EQ(view.remote, from("192.0.2.1", 123));
  EXPECT_EQ(view.first, at(1.25));
  EXPECT_EQ(view.last, at(9.5));
  EXPECT_EQ(view.count, 2U);
  EXPECT_EQ(view.drops, 1U);
  EXPECT_EQ(view.mode, wire::Mode::symmetric_active);
  EXPECT_EQ(view.version, 3);
  EXPECT_EQ(view.flags, flags_of({Restrict::limited, Restrict::serverresponse_fuzz}));
  EXPECT_EQ(view.score, 12.5);
  EXPECT_EQ(list.pace(*number).drops, 3);
}

TEST(MruList, TellsFamiliesApart) {
  MruList list = make();
  const auto v4 = list.add(sighting("1.2.3.4", 1), 0);
  EXPECT_FALSE(list.find(ip("102:304::")).has_value());
  const auto v6 = list.add(sighting("102:304::", 2), 0);
  EXPECT_EQ(list.find(ip("1.2.3.4")), v4);
  EXPECT_EQ(list.find(ip("102:304::")), v6);
  EXPECT_EQ(list.view(*v6).remote.ip, ip("102:304::"));
}

TEST(MruList, KeepsTheOrderOfTheLastPackets) {
  MruList list = make();
  for (const char* address : {"10.0.0.1", "10.0.0.2", "10.0.0.3"}) list.add(sighting(address, 1), 0);
  EXPECT_EQ(newest_first(list), (std::vector<std::string>{"10.0.0.3", "10.0.0.2", "10.0.0.1"}));
  list.note(*list.find(ip("10.0.0.2")), sighting("10.0.0.2", 2));
  list.note(*list.find(ip("10.0.0.2")), sighting("10.0.0.2", 3));
  list.note(*list.find(ip("10.0.0.1")), sighting("10.0.0.1", 4));
  EXPECT_EQ(newest_first(list), (std::vector<std::string>{"10.0.0.1", "10.0.0.2", "10.0.0.3"}));
  EXPECT_EQ(list.view(*list.oldest()).remote.ip, ip("10.0.0.3"));
  EXPECT_EQ(list.newer(*list.oldest()), list.find(ip("10.0.0.2")));
  EXPECT_FALSE(list.newer(*list.newest()).has_value());
}

TEST(MruList, ReplacesWhomItHasNotHeardOfForMaxage) {
  MruList list = make({.maxdepth = 100, .mindepth = 2, .maxage_s = 64});
  list.add(nth(1, 0), 1);
  list.add(nth(2, 0), 1);
  list.add(nth(3, 64), 1);  // at mindepth, the oldest is just not too old
  EXPECT_EQ(list.size(), 3U);
  list.add(nth(4, 65), 1);
  EXPECT_EQ(list.size(), 3U);
  EXPECT_FALSE(list.find(nth(1, 0).remote.ip).has_value());
  EXPECT_TRUE(list.find(nth(2, 0).remote.ip).has_value());
}

TEST(MruList, BelowMindepthNobodyIsForgotten) {
  MruList list = make({.maxdepth = 100, .mindepth = 50, .maxage_s = 64});
  for (std::uint32_t i = 0; i < 50; ++i) list.add(nth(i, 1000.0 * i), 0);
  EXPECT_EQ(list.size(), 50U);
  list.add(nth(50, 1e6), 0);
  EXPECT_EQ(list.size(), 50U);
}

TEST(MruList, NeverGrowsBeyondMaxdepth) {
  MruList list = make({.maxdepth = 10, .mindepth = 600, .maxage_s = -1});
  for (std::uint32_t i = 0; i < 10; ++i) EXPECT_TRUE(list.add(nth(i, i), 1).has_value()) << i;
  EXPECT_EQ(list.capacity(), 10U);
  // Full: the older the oldest, compared to the monitor age of 3000 s, the likelier it makes room.
  EXPECT_FALSE(list.add(nth(10, 300), 0.11).has_value());
  EXPECT_TRUE(list.add(nth(11, 300), 0.09).has_value());
  EXPECT_FALSE(list.find(nth(0, 0).remote.ip).has_value());
  EXPECT_EQ(list.size(), 10U);
}

TEST(MruList, KeepsTheYoungWhenMinageSaysSo) {
  MruList list = make({.maxdepth = 2, .maxage_s = -1, .minage_s = 100});
  list.add(nth(1, 0), 0);
  list.add(nth(2, 0), 0);
  EXPECT_FALSE(list.add(nth(3, 99), 0).has_value());
  EXPECT_TRUE(list.add(nth(3, 100), 0).has_value());
}

TEST(MruList, NoNumberOfTheOptionsIsBeyondReason) {
  struct Case {
    std::int64_t maxdepth;
    std::size_t capacity;
  };
  for (const Case& c :
       {Case{0, 1}, {1, 1}, {600, 600}, {-1, 1U << 20U}, {1 << 22, 1U << 22U}, {INT64_MAX, 1U << 24U}}) {
    EXPECT_EQ(MruList::capacity_of(c.maxdepth), c.capacity) << c.maxdepth;
  }
  MruList list = make({.maxdepth = 0, .mindepth = -5, .initalloc = 0});
  EXPECT_TRUE(list.add(nth(1, 0), 0).has_value());
  EXPECT_EQ(make({.maxdepth = 10, .initalloc = INT64_MAX}).capacity(), 10U);
  EXPECT_EQ(make({.maxdepth = 10, .initalloc = -7}).capacity(), 10U);
}

TEST(MruList, TakesSixtyFourBytesPerClientAtMost) {
  for (const std::int64_t clients : {1, 2, 3, 63, 600, 1023, 1024, 16384, 100'000, 1'000'000}) {
    const MruList list = make({.maxdepth = clients});
    EXPECT_LE(list.allocated_bytes(), static_cast<std::size_t>(clients * kBytesPerClient)) << clients;
  }
  EXPECT_LE(make({.maxdepth = 1'000'000}).allocated_bytes(), std::size_t{64} << 20U);
  EXPECT_EQ(make({.maxdepth = clients_in(1024)}).capacity(), 16384U);
}

TEST(MruList, AMillionClientsFitAndAreFound) {
  constexpr std::uint32_t kMillion = 1'000'000;
  MruList list = make({.maxdepth = kMillion, .maxage_s = -1});
  for (std::uint32_t i = 0; i < kMillion; ++i) ASSERT_TRUE(list.add(nth(i * 2654435761U, 1e-4 * i), 1).has_value());
  EXPECT_EQ(list.size(), kMillion);
  for (std::uint32_t i = 0; i < kMillion; i += 997) {
    const auto found = list.find(nth(i * 2654435761U, 0).remote.ip);
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(*found, i);
  }
}

// Whatever happens, the list agrees with a plain queue and a map. To expect clients, known or not, makes no difference.
TEST(MruList, AgreesWithAPlainModel) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    base::SeededRng rng(seed);
    MruList list = make({.maxdepth = 16, .mindepth = 4, .maxage_s = 20}, 100);
    std::deque<std::uint32_t> order;  // newest first
    std::map<std::uint32_t, std::uint32_t> counts;
    double now_s = 0;
    for (int step = 0; step < 3000; ++step) {
      now_s += static_cast<double>(rng.next_u64() % 8);
      const auto client = static_cast<std::uint32_t>(rng.next_u64() % 40);
      const auto stranger = static_cast<std::uint32_t>(rng.next_u64());
      list.expect(std::vector{nth(client, 0).remote, nth(stranger, 0).remote, from("2001:db8::1")});
      const auto known = list.find(nth(client, 0).remote.ip);
      ASSERT_EQ(known.has_value(), counts.contains(client)) << "seed " << seed;
      if (known) {
        list.note(*known, nth(client, now_s));
        std::erase(order, client);
      } else {
        const std::size_t before = list.size();
        if (!list.add(nth(client, now_s), rng.next_unit())) continue;
        if (list.size() == before) {
          counts.erase(order.back());
          order.pop_back();
        }
      }
      order.push_front(client);
      ++counts[client];
      ASSERT_EQ(list.size(), order.size()) << "seed " << seed;
    }
    std::size_t place = 0;
    for (auto number = list.newest(); number; number = list.older(*number), ++place) {
      EXPECT_EQ(list.view(*number).remote.ip, nth(order[place], 0).remote.ip) << "seed " << seed;
      EXPECT_EQ(list.view(*number).count, counts[order[place]]) << "seed " << seed;
    }
    EXPECT_EQ(place, order.size());
  }
}

TEST(MruList, KnowsWhichOfOurAddressesAClientSentTo) {
  MruList list = make();
  Sighting seen = sighting("192.0.2.1", 1);
  seen.local = ip("10.0.0.1");
  const auto number = list.add(seen, 0);
  EXPECT_EQ(list.view(*number).local, ip("10.0.0.1"));
  seen.local = ip("2001:db8::1");
  list.note(*number, seen);
  EXPECT_EQ(list.view(*number).local, ip("2001:db8::1"));
  list.set_pace(*number, {.score = 1, .drops = 0}, RestrictFlags{0x1ffffU}, false);
  EXPECT_EQ(list.view(*number).local, ip("2001:db8::1"));
  EXPECT_EQ(list.view(*number).flags.bits, 0x1ffffU);
  seen.local = {};
  list.note(*number, seen);
  EXPECT_TRUE(list.view(*number).local.is_unspecified());
}

TEST(MruList, DoesNotTellSomeOfMoreThanAHundredOwnAddressesApart) {
  MruList list = make();
  std::size_t unknown = 0;
  for (std::uint32_t i = 0; i < 300; ++i) {
    Sighting seen = nth(i, 1);
    seen.local = nth(1000 + i, 0).remote.ip;
    const auto number = list.add(seen, 0);
    const base::IpAddress told = list.view(*number).local;
    EXPECT_TRUE(told == seen.local || told.is_unspecified()) << i;
    unknown += told.is_unspecified() ? 1 : 0;
  }
  EXPECT_EQ(unknown, 300 - 127);
}

TEST(MruList, CountsWhatBecameOfItsPackets) {
  MruOptions options;
  options.maxdepth = 2;
  options.mindepth = 0;
  options.minage_s = 5;
  MruList list = make(options);
  list.add(nth(1, 0), 0);
  list.add(nth(2, 1), 0);
  EXPECT_EQ(list.slots_in_use(), 2U);
  list.note(*list.find(nth(2, 0).remote.ip), nth(2, 2));
  EXPECT_FALSE(list.add(nth(3, 3), 0).has_value());   // the oldest is 3 s old only
  EXPECT_TRUE(list.add(nth(3, 10), 0).has_value());   // 10 s: by the draw
  EXPECT_TRUE(list.add(nth(4, 100), 0).has_value());  // older than maxage
  EXPECT_EQ(list.slots_in_use(), 2U);
  const MruCounts& counts = list.counts();
  EXPECT_EQ(counts.fresh, 2U);
  EXPECT_EQ(counts.known, 1U);
  EXPECT_EQ(counts.refused, 1U);
  EXPECT_EQ(counts.pushed, 1U);
  EXPECT_EQ(counts.aged, 1U);
  list.reset_counts();
  EXPECT_EQ(list.counts().fresh, 0U);
  EXPECT_EQ(list.size(), 2U);
}

}  // namespace
}  // namespace foliot::access

// RestrictList: the most specific entry is found, whatever is nested in what; a plain walk through the list agrees.
#include "access/restrict_list.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "access/restrict_support.hpp"
#include "base/rng.hpp"

namespace foliot::access {
namespace {

using base::IpAddress;

TEST(RestrictList, IsOpenWithoutEntries) {
  const RestrictList list({});
  for (const char* address : {"0.0.0.0", "192.0.2.1", "255.255.255.255", "::", "2001:db8::1", "fe80::1"}) {
    const Restriction found = list.find(from(address));
    EXPECT_EQ(found.flags.bits, 0U) << address;
    EXPECT_FALSE(found.specific) << address;
    EXPECT_EQ(found.ippeerlimit, -1) << address;
  }
  EXPECT_EQ(list.entries().size(), 2U);
  EXPECT_FALSE(list.any_limited());
}

TEST(RestrictList, TakesTheMostSpecificEntry) {
  const RestrictList list({
      entry("0.0.0.0/0", {Restrict::noquery}),
      entry("10.0.0.0/8", {Restrict::noserve}),
      entry("10.1.0.0/16", {}),
      entry("10.1.2.0/24", {Restrict::kod, Restrict::limited}),
      entry("10.1.2.3", {Restrict::ignore}),
      entry("255.255.255.255", {Restrict::flake}),
      entry("::/0", {Restrict::nopeer}),
      entry("2001:db8::/32", {Restrict::notrust}),
      entry("2001:db8::1", {Restrict::version}),
      entry("ffff:ffff:ffff:ffff::/64", {Restrict::mssntp}),
  });
  struct Case {
    const char* address;
    RestrictFlags flags;
    bool specific = true;
  };
  for (const Case& c : {
           Case{"9.255.255.255", flags_of({Restrict::noquery}), false},
           {"10.0.0.0", flags_of({Restrict::noserve})},
           {"10.0.255.255", flags_of({Restrict::noserve})},
           {"10.1.0.0", {}},
           {"10.1.1.255", {}},
           {"10.1.2.0", flags_of({Restrict::kod, Restrict::limited})},
           {"10.1.2.2", flags_of({Restrict::kod, Restrict::limited})},
           {"10.1.2.3", flags_of({Restrict::ignore})},
           {"10.1.2.4", flags_of({Restrict::kod, Restrict::limited})},
           {"10.1.3.0", {}},
           {"10.2.0.0", flags_of({Restrict::noserve})},
           {"11.0.0.0", flags_of({Restrict::noquery}), false},
           {"255.255.255.254", flags_of({Restrict::noquery}), false},
           {"255.255.255.255", flags_of({Restrict::flake})},
           {"::", flags_of({Restrict::nopeer}), false},
           {"2001:db8::", flags_of({Restrict::notrust})},
           {"2001:db8::1", flags_of({Restrict::version})},
           {"2001:db8::2", flags_of({Restrict::notrust})},
           {"2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", flags_of({Restrict::notrust})},
           {"2001:db9::", flags_of({Restrict::nopeer}), false},
       }) {
    const Restriction found = list.find(from(c.address));
    EXPECT_EQ(found.flags, c.flags) << c.address;
    EXPECT_EQ(found.specific, c.specific) << c.address;
    EXPECT_EQ(list.entries()[found.entry].flags, c.flags) << c.address;
  }
  EXPECT_TRUE(list.any_limited());
}

TEST(RestrictList, AnEntryForTheNtpPortIsMoreSpecificThanTheSameWithout) {
  const RestrictList list({
      entry("10.0.0.0/8", {Restrict::noquery}),
      entry("10.0.0.0/8", {Restrict::ignore}, true),
      entry("10.1.0.0/16", {Restrict::noserve}, true),
      entry("10.1.1.0/24", {Restrict::nopeer}),
  });
  EXPECT_EQ(list.find(from("10.2.0.1", 123)).flags, flags_of({Restrict::ignore}));
  EXPECT_EQ(list.find(from("10.2.0.1", 1023)).flags, flags_of({Restrict::noquery}));
  EXPECT_EQ(list.find(from("10.1.0.1", 123)).flags, flags_of({Restrict::noserve}));
  EXPECT_EQ(list.find(from("10.1.0.1", 124)).flags, flags_of({Restrict::noquery}));
  // A longer prefix wins over the condition.
  EXPECT_EQ(list.find(from("10.1.1.1", 123)).flags, flags_of({Restrict::nopeer}));
  EXPECT_EQ(list.find(from("10.1.1.1", 9)).flags, flags_of({Restrict::nopeer}));
  EXPECT_EQ(list.find(from("11.0.0.1", 123)).flags.bits, 0U);
}

TEST(RestrictList, MasksWithHolesAreTakenInTheClassicOrder) {
  const RestrictList list({
      entry("10.0.5.0&255.0.255.0", {Restrict::noserve}),
      entry("10.1.0.0/16", {Restrict::noquery}),
      entry("0.0.0.1&0.0.0.1", {Restrict::nopeer}),
      entry("2001::5&ffff::ffff", {Restrict::notrust}),
  });
  EXPECT_EQ(list.find(from("10.9.5.2")).flags, flags_of({Restrict::noserve}));
  EXPECT_EQ(list.find(from("10.9.5.1")).flags, flags_of({Restrict::noserve}));
  EXPECT_EQ(list.find(from("10.1.5.1")).flags, flags_of({Restrict::noquery}));  // 10.1.0.0 is above 10.0.5.0
  EXPECT_EQ(list.find(from("10.9.6.1")).flags, flags_of({Restrict::nopeer}));
  EXPECT_EQ(list.find(from("10.9.6.2")).flags.bits, 0U);
  EXPECT_EQ(list.find(from("2001:db8::5")).flags, flags_of({Restrict::notrust}));
  EXPECT_EQ(list.find(from("2001:db8::6")).flags.bits, 0U);
}

TEST(RestrictList, NobodySendsFromAMulticastAddress) {
  const RestrictList list({});
  for (const char* address : {"224.0.1.1", "239.255.255.255", "ff02::101"}) {
    EXPECT_TRUE(list.find(from(address)).flags.has(Restrict::ignore)) << address;
  }
  for (const char* address : {"223.255.255.255", "240.0.0.0", "feff::1"}) {
    EXPECT_FALSE(list.find(from(address)).flags.has(Restrict::ignore)) << address;
  }
}

TEST(RestrictList, TheScopeOfAnAddressDoesNotCount) {
  const RestrictList list({entry("fe80::/10", {Restrict::noquery})});
  auto link_local = from("fe80::1");
  link_local.ip = IpAddress::v6({0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 7);
  EXPECT_EQ(list.find(link_local).flags, flags_of({Restrict::noquery}));
}

/// The classic list: walk from the most specific on, take the first that matches.
RestrictFlags walk(std::span<const RestrictEntry> entries, const base::SocketAddress& from) {
  RestrictFlags found;
  RestrictKey best;
  bool any = false;
  for (const RestrictEntry& one : entries) {
    const RestrictKey key = key_of(one);
    const bool fits = key.family == from.ip.family() && (key_of(from.ip) & key.mask) == key.address &&
                      (!one.ntpport || from.port == kNtpPort);
    if (fits && (!any || key > best)) {
      any = true;
      best = key;
      found = one.flags;
    }
  }
  return found;
}

TEST(RestrictList, AgreesWithAWalkThroughTheList) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    base::SeededRng rng(seed);
    const auto family = seed % 2 == 0 ? base::IpFamily::v4 : base::IpFamily::v6;
    const auto entries = random_entries(rng, family, seed % 3 == 0);
    const RestrictList list(entries);
    for (int i = 0; i < 300; ++i) {
      const IpAddress address = random_address(rng, family);
      if (list.find({address, 1}).flags.has(Restrict::ignore)) continue;  // multicast
      const base::SocketAddress sender{address, static_cast<std::uint16_t>(i % 2 == 0 ? 123 : 124)};
      ASSERT_EQ(list.find(sender).flags, walk(entries, sender)) << "seed " << seed << ' ' << sender.to_string();
    }
  }
}

}  // namespace
}  // namespace foliot::access

#include "engine/server_crop.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace foliot::engine {
namespace {

constexpr MonoTime kNow = MonoTime::from_nanoseconds(1'000'000'000'000);
constexpr auto kAnyone = [](const base::SocketAddress&) { return true; };

base::IpAddress address(int number) {
  return base::IpAddress::v4(192, 0, static_cast<std::uint8_t>(number / 250), static_cast<std::uint8_t>(number % 250));
}

std::vector<base::IpAddress> addresses(int first, int count) {
  std::vector<base::IpAddress> all;
  for (int i = first; i < first + count; ++i) all.push_back(address(i));
  return all;
}

ServerCrop crop_of(int count) {
  ServerCrop crop;
  for (int i = 0; i < count; ++i) crop.add(addresses(i, 1), 123, kAnyone);
  return crop;
}

MonoTime after(double seconds) {
  return kNow + Interval::from_seconds(seconds);
}

TEST(ServerCrop, TakesFourNewServersOfAnAnswerHoweverManyItNames) {
  ServerCrop crop;
  EXPECT_EQ(crop.add(addresses(0, 89), 123, kAnyone), 4U);
  EXPECT_EQ(crop.add(addresses(0, 89), 123, kAnyone), 4U) << "the next time others";
  EXPECT_EQ(crop.size(), 8U);
  EXPECT_EQ(crop.add(addresses(0, 8), 123, kAnyone), 0U);
}

TEST(ServerCrop, TakesFourOfEachFamily) {
  ServerCrop crop;
  auto both = addresses(0, 6);
  for (int i = 0; i < 6; ++i) both.push_back(*base::IpAddress::parse("2001:db8::" + std::to_string(i + 1)));
  EXPECT_EQ(crop.add(both, 123, kAnyone), 8U);
}

TEST(ServerCrop, TakesNobodyWhoIsNotWanted) {
  ServerCrop crop;
  crop.add(addresses(0, 4), 123, [](const base::SocketAddress& remote) { return remote.ip != address(2); });
  EXPECT_EQ(crop.size(), 3U);
}

TEST(ServerCrop, ForgetsTheOldestWhenItIsFull) {
  const ServerCrop crop = crop_of(static_cast<int>(ServerCrop::kCapacity) + 10);
  EXPECT_EQ(crop.size(), ServerCrop::kCapacity);
  EXPECT_FALSE(crop.holds({address(9), 123}));
  EXPECT_TRUE(crop.holds({address(10), 123}));
}

TEST(ServerCrop, PicksAtRandomAndEachServerOnce) {
  const ServerCrop crop = crop_of(30);
  base::SeededRng rng(7);
  std::map<base::IpAddress, int> times;
  for (int round = 0; round < 3000; ++round) {
    const auto picked = crop.pick(10, kNow, rng, kAnyone);
    ASSERT_EQ(picked.size(), 10U);
    std::set<base::IpAddress> different;
    for (const auto& server : picked) different.insert(server.ip), ++times[server.ip];
    ASSERT_EQ(different.size(), 10U);
  }
  ASSERT_EQ(times.size(), 30U);
  for (const auto& [ip, count] : times) EXPECT_NEAR(count, 1000, 150) << ip.to_string() << ", seed 7";
}

TEST(ServerCrop, PicksNobodyWhoIsNotWanted) {
  const ServerCrop crop = crop_of(5);
  base::SeededRng rng(7);
  const auto picked =
      crop.pick(9, kNow, rng, [](const base::SocketAddress& remote) { return remote.ip != address(3); });
  EXPECT_EQ(picked.size(), 4U);
}

TEST(ServerCrop, LeavesAServerAloneAfterAQuestion) {
  ServerCrop crop = crop_of(1);
  base::SeededRng rng(7);
  crop.on_asked({address(0), 123}, kNow);
  EXPECT_TRUE(crop.pick(1, after(15), rng, kAnyone).empty());
  EXPECT_EQ(crop.pick(1, after(17), rng, kAnyone).size(), 1U);
}

TEST(ServerCrop, LeavesAServerAloneForADayWhenItSaysSo) {
  ServerCrop crop = crop_of(1);
  base::SeededRng rng(7);
  crop.on_kiss({address(0), 123}, kNow);
  EXPECT_TRUE(crop.pick(1, after(86'000), rng, kAnyone).empty());
  EXPECT_EQ(crop.pick(1, after(86'500), rng, kAnyone).size(), 1U);
}

TEST(ServerCrop, GivesUpAServerThatIsSilentAgainAndAgain) {
  ServerCrop crop = crop_of(1);
  base::SeededRng rng(7);
  const base::SocketAddress server{address(0), 123};
  crop.on_silence(server, kNow);
  crop.on_silence(server, kNow);
  EXPECT_TRUE(crop.pick(1, after(1700), rng, kAnyone).empty()) << "longer each time";
  EXPECT_EQ(crop.pick(1, after(1900), rng, kAnyone).size(), 1U);
  crop.on_answer(server);
  for (int i = 0; i < 7; ++i) crop.on_silence(server, kNow);
  EXPECT_EQ(crop.size(), 1U);
  crop.on_silence(server, kNow);
  EXPECT_EQ(crop.size(), 0U);
}

}  // namespace
}  // namespace foliot::engine

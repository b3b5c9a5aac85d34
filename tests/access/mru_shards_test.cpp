// MruShards: lists of several workers in one order, whatever was heard of by whom.
#include "access/mru_shards.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>

namespace foliot::access {
namespace {

MonoTime at(double seconds) {
  return MonoTime{} + Interval::from_seconds(1000 + seconds);
}

base::IpAddress host(std::uint8_t number) {
  return base::IpAddress::v4(10, 0, 0, number);
}

struct Three {
  explicit Three(std::uint64_t seed = 1) : rng(seed) {}

  void hear(std::size_t shard, std::uint8_t number, double seconds) {
    static_cast<void>(lists[shard].add({.remote = {host(number), 123}, .at = at(seconds)}, 0.5));
  }
  [[nodiscard]] MruShards shards() const {
    const std::array<const MruList*, 4> all{lists.data(), nullptr, &lists[1], &lists[2]};
    return MruShards(all);
  }

  base::SeededRng rng;
  std::array<MruList, 3> lists{MruList(MruOptions{}, 3000, rng, at(0)), MruList(MruOptions{}, 3000, rng, at(0)),
                               MruList(MruOptions{}, 3000, rng, at(0))};
};

std::string numbers(const MruShards& shards, MruShards::Walk walk) {
  std::string text;
  for (; walk.place(); walk.advance()) text += std::to_string(shards.view(*walk.place()).remote.ip.bytes()[3]) + ' ';
  return text;
}

TEST(MruShards, AreReadFromTheOldestToTheLatest) {
  Three three;
  three.hear(0, 1, 1);
  three.hear(2, 2, 2);
  three.hear(1, 3, 3);
  three.hear(0, 4, 4);
  three.hear(2, 5, 5);
  const MruShards shards = three.shards();
  EXPECT_EQ(numbers(shards, shards.from_oldest()), "1 2 3 4 5 ");
  EXPECT_EQ(numbers(shards, shards.from_latest(2)), "4 5 ");
  EXPECT_EQ(numbers(shards, shards.from_latest(9)), "1 2 3 4 5 ");
  EXPECT_FALSE(shards.empty());
  EXPECT_TRUE(MruShards().empty());
  EXPECT_FALSE(MruShards().from_oldest().place());
}

TEST(MruShards, GoOnFromAnyPlaceWithOrWithoutAHint) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Three three(seed);
    std::vector<std::size_t> shard_of(41);
    for (std::uint8_t number = 1; number <= 40; ++number) {
      shard_of[number] = three.rng.next_u64() % 3;
      three.hear(shard_of[number], number, (number + 1) / 2);  // in pairs at one moment
    }
    const MruShards shards = three.shards();
    const std::string all = numbers(shards, shards.from_oldest());
    std::string left = all;
    std::vector<MruShards::Place> passed;
    for (auto walk = shards.from_oldest(); walk.place(); walk.advance()) {
      const auto place = *walk.place();
      EXPECT_EQ(numbers(shards, shards.from(place, {})), left) << "seed " << seed;
      EXPECT_EQ(numbers(shards, shards.from(place, passed)), left) << "seed " << seed;
      passed.insert(passed.begin(), place);
      left.erase(0, left.find(' ') + 1);
    }
    EXPECT_TRUE(left.empty());
    EXPECT_EQ(std::ranges::count(all, ' '), 40);
  }
}

TEST(MruShards, FindAClientInEachListThatRemembersIt) {
  Three three;
  three.hear(0, 7, 1);
  three.hear(2, 7, 2);
  three.hear(1, 8, 3);
  const MruShards shards = three.shards();
  EXPECT_EQ(shards.find(host(7)).size(), 2U);
  EXPECT_EQ(shards.find(host(8)).size(), 1U);
  EXPECT_TRUE(shards.find(host(9)).empty());
  EXPECT_EQ(numbers(shards, shards.from_oldest()), "7 7 8 ");
}

}  // namespace
}  // namespace foliot::access

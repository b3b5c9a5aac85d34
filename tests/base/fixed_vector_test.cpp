// FixedVector: fills up to its capacity, says so, and treats misuse as our own bug.
#include "base/fixed_vector.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace foliot::base {
namespace {

using Three = FixedVector<int, 3>;

Three filled() {
  Three items;
  items.push_back(10);
  items.push_back(20);
  items.push_back(30);
  return items;
}

TEST(FixedVector, StartsEmptyAndKnowsItsCapacity) {
  const Three items;
  EXPECT_TRUE(items.empty());
  EXPECT_EQ(items.size(), 0U);
  EXPECT_EQ(Three::capacity(), 3U);
  EXPECT_EQ(items.begin(), items.end());
}

TEST(FixedVector, RefusesWhatDoesNotFitAndStaysAsItWas) {
  Three items = filled();
  EXPECT_TRUE(items.full());
  EXPECT_FALSE(items.try_push_back(40));
  EXPECT_EQ(items.size(), 3U);
  EXPECT_EQ(items.back(), 30);
}

TEST(FixedVector, EraseKeepsTheOrderOfTheOthers) {
  for (const std::size_t victim : {0U, 1U, 2U}) {
    Three items = filled();
    items.erase_at(victim);
    ASSERT_EQ(items.size(), 2U);
    EXPECT_LT(items[0], items[1]);
    for (const int item : items) EXPECT_NE(item, static_cast<int>(10 * (victim + 1)));
  }
}

TEST(FixedVector, TruncateDropsTheTail) {
  Three items = filled();
  items.truncate(1);
  EXPECT_EQ(items.size(), 1U);
  EXPECT_EQ(items.back(), 10);
  EXPECT_TRUE(items.try_push_back(50));
  EXPECT_EQ(items[1], 50);
}

TEST(FixedVector, CopiesAreIndependent) {
  const Three original = filled();
  Three copy = original;
  copy[0] = 99;
  copy.erase_at(2);
  EXPECT_EQ(original[0], 10);
  EXPECT_EQ(original.size(), 3U);
  EXPECT_EQ(copy.size(), 2U);
}

TEST(FixedVector, ClearMakesRoomForAll) {
  Three items = filled();
  items.clear();
  EXPECT_TRUE(items.empty());
  EXPECT_TRUE(items.try_push_back(1));
}

TEST(FixedVector, IteratesOverWhatItHoldsOnly) {
  FixedVector<int, 100> items;
  for (int i = 1; i <= 4; ++i) items.push_back(i);
  EXPECT_EQ(std::accumulate(items.begin(), items.end(), 0), 10);
  EXPECT_EQ(items.data() + 4, items.end());
}

TEST(FixedVectorDeathTest, MisuseEndsTheProgram) {
  Three items = filled();
  EXPECT_DEATH(items.push_back(1), "internal error");
  EXPECT_DEATH(static_cast<void>(items[3]), "internal error");
  EXPECT_DEATH(items.erase_at(3), "internal error");
  EXPECT_DEATH(items.truncate(4), "internal error");
}

}  // namespace
}  // namespace foliot::base

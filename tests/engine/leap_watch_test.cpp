#include "engine/leap_watch.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace foliot::engine {
namespace {

using enum LeapIndicator;

/// 2016-12-31 00:00:00 UTC, the day of the last leap second so far.
constexpr std::int64_t kLastDay_s = 1'483'142'400;

WallTime at(double seconds_into_the_day, std::int64_t day_s = kLastDay_s) {
  return WallTime::from_nanoseconds(day_s * 1'000'000'000) + Interval::from_seconds(seconds_into_the_day);
}

TEST(MajorityLeap, NeedsMoreThanHalf) {
  struct Case {
    std::vector<LeapIndicator> announced;
    LeapIndicator expected;
  };
  const std::vector<Case> cases{{{}, none},
                                {{insert_second}, insert_second},
                                {{insert_second, none}, none},
                                {{insert_second, insert_second, none}, insert_second},
                                {{delete_second, delete_second, insert_second}, delete_second},
                                {{insert_second, delete_second}, none}};
  for (const Case& c : cases) EXPECT_EQ(majority_leap(c.announced), c.expected);
}

TEST(LeapWatch, TakesAnInsertedSecondAtMidnightOnce) {
  LeapWatch watch;
  watch.announce(insert_second, at(3600));
  EXPECT_EQ(watch.pending(), insert_second);
  EXPECT_FALSE(watch.take(at(86'399.999)));
  EXPECT_EQ(watch.take(at(86'400)), Interval::from_seconds(-1));
  EXPECT_FALSE(watch.take(at(86'400)));
  EXPECT_EQ(watch.pending(), none);
}

TEST(LeapWatch, DoesNotArmAgainInTheRepeatedSecond) {
  LeapWatch watch;
  watch.announce(insert_second, at(3600));
  static_cast<void>(watch.take(at(86'400)));
  watch.announce(insert_second, at(86'399.5));
  EXPECT_EQ(watch.pending(), none);
}

TEST(LeapWatch, TakesADeletedSecondOneSecondBeforeMidnight) {
  LeapWatch watch;
  watch.announce(delete_second, at(3600));
  EXPECT_FALSE(watch.take(at(86'398.999)));
  EXPECT_EQ(watch.take(at(86'399)), Interval::from_seconds(1));
}

TEST(LeapWatch, BelievesAnnouncementsOnTheLastDayOfAMonthOnly) {
  constexpr std::int64_t kDay_s = 86'400;
  // 2016-12-30, 2016-12-31, 2017-01-01, 2024-02-28 (leap year), 2024-02-29, 2023-02-28, 1970-01-31.
  const std::pair<std::int64_t, bool> days[] = {
      {kLastDay_s - kDay_s, false}, {kLastDay_s, true},    {kLastDay_s + kDay_s, false}, {1'709'078'400, false},
      {1'709'164'800, true},        {1'677'542'400, true}, {30 * kDay_s, true}};
  for (const auto& [day_s, believed] : days) {
    LeapWatch watch;
    watch.announce(insert_second, at(100, day_s));
    EXPECT_EQ(watch.pending() == insert_second, believed) << day_s;
  }
}

TEST(LeapWatch, TakesAnAnnouncementBack) {
  LeapWatch watch;
  watch.announce(insert_second, at(100));
  watch.announce(none, at(200));
  EXPECT_EQ(watch.pending(), none);
  EXPECT_FALSE(watch.take(at(86'400)));
}

TEST(LeapWatch, KnowsTheSecondsInWhichReadingsMayBeMixed) {
  LeapWatch watch;
  watch.announce(insert_second, at(100));
  EXPECT_FALSE(watch.is_near(at(86'000)));
  EXPECT_TRUE(watch.is_near(at(86'390)));
  static_cast<void>(watch.take(at(86'400)));
  EXPECT_TRUE(watch.is_near(at(86'401)));
  EXPECT_FALSE(watch.is_near(at(86'460)));
}

}  // namespace
}  // namespace foliot::engine

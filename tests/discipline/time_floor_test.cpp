#include "discipline/time_floor.hpp"

#include <gtest/gtest.h>

#include <array>

namespace foliot::discipline {
namespace {

constexpr double kYear_s = 365.25 * 86'400;

WallTime years(double since_1970) {
  return WallTime::from_nanoseconds(static_cast<std::int64_t>(since_1970 * kYear_s * 1e9));  // an Interval ends at 68
}

TEST(TimeFloor, IsTheLatestOfAllThatIsKnown) {
  EXPECT_EQ(time_floor({.build_date = years(50)}), (TimeFloor{years(50), FloorSource::build_date}));
  EXPECT_EQ(time_floor({.build_date = years(50), .leap_file = years(51)}),
            (TimeFloor{years(51), FloorSource::leap_file}));
  EXPECT_EQ(time_floor({.build_date = years(50), .leap_file = years(51), .last_good_time = years(52)}),
            (TimeFloor{years(52), FloorSource::last_good_time}));
  EXPECT_EQ(time_floor({.build_date = years(50), .base_date = years(53), .last_good_time = years(52)}),
            (TimeFloor{years(53), FloorSource::base_date}));
  EXPECT_EQ(time_floor({.build_date = years(50), .leap_file = years(40), .last_good_time = years(30)}),
            (TimeFloor{years(50), FloorSource::build_date}));
}

TEST(TimeFloor, AnInstantLongAfterTheBuildIsNotBelieved) {
  EXPECT_EQ(time_floor({.build_date = years(50), .last_good_time = years(69.9)}).source, FloorSource::last_good_time);
  EXPECT_EQ(time_floor({.build_date = years(50), .last_good_time = years(70.1)}).source, FloorSource::build_date);
  EXPECT_EQ(time_floor({.build_date = years(50), .leap_file = years(52), .last_good_time = years(200)}),
            (TimeFloor{years(52), FloorSource::leap_file}));
}

TEST(TimeFloor, OnlyAClockThatIsBehindItIsMoved) {
  const FloorEvidence evidence{.build_date = years(50), .last_good_time = years(52)};
  EXPECT_EQ(floor_above(evidence, years(0)), time_floor(evidence));
  EXPECT_EQ(floor_above(evidence, years(52) - Interval::from_seconds(11)), time_floor(evidence));
  EXPECT_FALSE(floor_above(evidence, years(52) - Interval::from_seconds(9)));
  EXPECT_FALSE(floor_above(evidence, years(52)));
  EXPECT_FALSE(floor_above(evidence, years(60)));
  EXPECT_FALSE(floor_above(evidence, years(290)));
}

TEST(LastGoodTime, ReadsWhatItWrote) {
  for (const double since_1970 : {0.0, 1.0, 50.3, 150.0, 290.0}) {
    const WallTime time = years(since_1970);
    const auto read = parse_last_good_time(format_last_good_time(time));
    ASSERT_TRUE(read) << since_1970;
    EXPECT_LE(*read, time);
    EXPECT_LT(time - *read, Interval::from_seconds(1));
  }
  EXPECT_EQ(parse_last_good_time("12 a comment"), WallTime::from_nanoseconds(12'000'000'000));
}

TEST(LastGoodTime, IsNotFoundInRubbish) {
  constexpr std::array<const char*, 9> kRubbish = {
      "", "\n", " 12", "x", "12x", "-1", "9223372037", "99999999999999999999", "1e9"};
  for (const char* text : kRubbish) EXPECT_FALSE(parse_last_good_time(text)) << text;
}

}  // namespace
}  // namespace foliot::discipline

#include "engine/leap_smear.hpp"

#include <gtest/gtest.h>

namespace foliot::engine {
namespace {

using enum LeapIndicator;

TEST(LeapSmear, BendsTheTimeIntoTheLeapSecond) {
  EXPECT_DOUBLE_EQ(leap_smear(insert_second, 86'400, 86'400).seconds(), 0);
  EXPECT_NEAR(leap_smear(insert_second, 43'200, 86'400).seconds(), -0.5, 1e-9);
  EXPECT_NEAR(leap_smear(insert_second, 0, 86'400).seconds(), -1, 1e-9);
  EXPECT_NEAR(leap_smear(delete_second, 3'600, 7'200).seconds(), 0.5, 1e-9);
}

TEST(LeapSmear, IsZeroWithoutALeapSecondAndOutsideOfTheInterval) {
  EXPECT_EQ(leap_smear(none, 100, 86'400), Interval{});
  EXPECT_EQ(leap_smear(unsynchronized, 100, 86'400), Interval{});
  EXPECT_EQ(leap_smear(insert_second, 86'401, 86'400), Interval{});
  EXPECT_EQ(leap_smear(insert_second, -1, 86'400), Interval{});
  EXPECT_EQ(leap_smear(insert_second, 100, 0), Interval{});
}

TEST(LeapSmear, ChangesAsFastAsItsRateSays) {
  for (const LeapIndicator pending : {insert_second, delete_second}) {
    for (const double before_s : {86'300.0, 60'000.0, 43'200.0, 10'000.0, 10.0}) {
      const double later_s = before_s - 1;
      const double grown_s = (leap_smear(pending, later_s, 86'400) - leap_smear(pending, before_s, 86'400)).seconds();
      EXPECT_NEAR(leap_smear_rate(pending, before_s - 0.5, 86'400), grown_s, 1e-9) << before_s;
    }
  }
  EXPECT_EQ(leap_smear_rate(none, 100, 86'400), 0);
  EXPECT_EQ(leap_smear_rate(insert_second, 86'401, 86'400), 0);
  EXPECT_EQ(leap_smear_rate(insert_second, -1, 86'400), 0);
}

TEST(LeapSmear, NeverChangesTheRateByMuchAtOnce) {
  constexpr double kInterval_s = 86'400;
  double rate_before = 0;
  for (int i = 86'400; i > 0; i -= 100) {
    const Interval now = leap_smear(insert_second, i, kInterval_s);
    const double rate = (leap_smear(insert_second, i - 100, kInterval_s) - now).seconds() / 100;
    EXPECT_LE(std::abs(rate), 18.2e-6);
    EXPECT_LE(std::abs(rate - rate_before), 0.1e-6);
    rate_before = rate;
  }
}

TEST(SmearReferenceId, TellsTheSmear) {
  EXPECT_EQ(smear_reference_id(Interval{}).bits(), 0xfe00'0000U);
  EXPECT_EQ(smear_reference_id(Interval::from_seconds(-0.5)).bits(), 0xfee0'0000U);
  EXPECT_EQ(smear_reference_id(Interval::from_seconds(-1)).bits(), 0xfec0'0000U);
  EXPECT_EQ(smear_reference_id(Interval::from_seconds(0.25)).bits(), 0xfe10'0000U);
}

}  // namespace
}  // namespace foliot::engine

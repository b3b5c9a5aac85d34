// Interval: exact where it can be, saturating where it cannot.
#include "time/interval.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace foliot {
namespace {

constexpr std::int64_t kBillion = 1'000'000'000;

TEST(Interval, OneUnitIsTwoToTheMinus32Seconds) {
  EXPECT_EQ(Interval::from_seconds(1).raw(), std::int64_t{1} << 32);
  EXPECT_DOUBLE_EQ(Interval::from_raw(1).seconds(), 0x1.0p-32);
  EXPECT_EQ(Interval::from_seconds(-0.5).raw(), -(std::int64_t{1} << 31));
}

TEST(Interval, SecondsRoundToTheNearestUnit) {
  EXPECT_EQ(Interval::from_seconds(0.6 * 0x1.0p-32).raw(), 1);
  EXPECT_EQ(Interval::from_seconds(0.4 * 0x1.0p-32).raw(), 0);
  EXPECT_EQ(Interval::from_seconds(-0.6 * 0x1.0p-32).raw(), -1);
}

TEST(Interval, SecondsSaturateAndNotANumberIsZero) {
  EXPECT_EQ(Interval::from_seconds(1e300), Interval::max());
  EXPECT_EQ(Interval::from_seconds(-1e300), Interval::min());
  EXPECT_EQ(Interval::from_seconds(std::numeric_limits<double>::infinity()), Interval::max());
  EXPECT_EQ(Interval::from_seconds(0x1.0p31), Interval::max());
  EXPECT_EQ(Interval::from_seconds(std::nan("")), Interval{});
}

TEST(Interval, NanosecondsSurviveTheRoundTrip) {
  for (const std::int64_t ns :
       {std::int64_t{0}, std::int64_t{1}, std::int64_t{-1}, std::int64_t{999'999'999}, std::int64_t{-999'999'999},
        1'099 * kBillion, 1'100 * kBillion + 1, 2'147'483'647 * kBillion + 999'999'999, -2'147'483'648 * kBillion}) {
    EXPECT_EQ(Interval::from_nanoseconds(ns).nanoseconds(), ns);
  }
}

TEST(Interval, NanosecondsSaturateBeyond68Years) {
  EXPECT_EQ(Interval::from_nanoseconds(std::numeric_limits<std::int64_t>::max()), Interval::max());
  EXPECT_EQ(Interval::from_nanoseconds(std::numeric_limits<std::int64_t>::min()), Interval::min());
  EXPECT_EQ(Interval::min().nanoseconds(), -2'147'483'648 * kBillion);
}

TEST(Interval, ArithmeticSaturatesInsteadOfOverflowing) {
  const Interval one = Interval::from_raw(1);
  EXPECT_EQ(Interval::max() + one, Interval::max());
  EXPECT_EQ(Interval::min() - one, Interval::min());
  EXPECT_EQ(-Interval::min(), Interval::max());
  EXPECT_EQ(Interval::min().abs(), Interval::max());
  EXPECT_EQ(Interval::max() * 2, Interval::max());
  EXPECT_EQ(Interval::max() * -2, Interval::min());
  EXPECT_EQ(Interval::max() - Interval::min(), Interval::max());
}

TEST(Interval, OrdinaryArithmeticIsExact) {
  const Interval second = Interval::from_seconds(1);
  const Interval unit = Interval::from_raw(1);
  EXPECT_EQ((second + unit - second), unit);
  EXPECT_EQ((second * 3).raw(), 3 * second.raw());
  EXPECT_EQ((-unit).abs(), unit);
  EXPECT_LT(-unit, Interval{});
  EXPECT_LT(unit, second);
}

TEST(Interval, HalfRoundsTowardsZero) {
  EXPECT_EQ(Interval::from_raw(3).half().raw(), 1);
  EXPECT_EQ(Interval::from_raw(-3).half().raw(), -1);
  EXPECT_EQ(Interval::min().half().raw(), std::numeric_limits<std::int64_t>::min() / 2);
}

}  // namespace
}  // namespace foliot

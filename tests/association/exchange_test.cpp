// measure(): RFC 5905 section 8 arithmetic, across eras and for servers that are far away in time.
#include "association/exchange.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "association/upstream.hpp"

namespace foliot::association {
namespace {

using test::kTimelineZero;
using test::seconds;

constexpr double kNanosecond = 1e-9;

/// there_s, back_s: one-way delays; offset_s: server ahead.
Exchange exchange(double offset_s, double there_s, double held_s, double back_s) {
  const MonoTime t1 = test::kStart;
  const MonoTime received = t1 + seconds(there_s);
  const MonoTime sent = received + seconds(held_s);
  const auto server = [&](MonoTime at) { return on_timeline(at, kTimelineZero) + seconds(offset_s); };
  return {t1, server(received), server(sent), sent + seconds(back_s)};
}

TEST(Measure, FindsOffsetAndDelayOfASymmetricPath) {
  for (const double offset_s : {0.0, 0.128, -0.128, 1e-6, 3600.0, -86'400.0}) {
    const auto sample = measure(exchange(offset_s, 0.02, 0.005, 0.02), kTimelineZero, -24, -20);
    ASSERT_TRUE(sample.has_value());
    EXPECT_NEAR(sample->offset_s, offset_s, kNanosecond) << offset_s;
    EXPECT_NEAR(sample->delay_s, 0.04, kNanosecond);
    EXPECT_TRUE(sample->has_round_trip);
  }
}

TEST(Measure, AsymmetryIsErrorOfHalfTheDifference) {
  const auto sample = measure(exchange(0, 0.03, 0, 0.01), kTimelineZero, -24, -24);
  ASSERT_TRUE(sample.has_value());
  EXPECT_NEAR(sample->offset_s, 0.01, kNanosecond);
  EXPECT_NEAR(sample->delay_s, 0.04, kNanosecond);
}

TEST(Measure, IsRightForAServerDecadesAway) {
  for (const double years : {40.0, -40.0, 60.0, -60.0}) {
    const double offset_s = years * 31'556'952;
    const auto sample = measure(exchange(offset_s, 0.02, 0.005, 0.02), kTimelineZero, -24, -20);
    ASSERT_TRUE(sample.has_value());
    EXPECT_NEAR(sample->offset_s, offset_s, 1e-6) << years;
    EXPECT_NEAR(sample->delay_s, 0.04, kNanosecond);
  }
}

TEST(Measure, DatesTheSampleInTheMiddleOfTheExchange) {
  const auto sample = measure(exchange(5, 0.03, 0.5, 0.01), kTimelineZero, -24, -24);
  ASSERT_TRUE(sample.has_value());
  EXPECT_NEAR((sample->at - test::kStart).seconds(), 0.27, kNanosecond);
}

TEST(Measure, ReadingErrorIsTheSumOfBothPrecisions) {
  const auto sample = measure(exchange(0, 0.02, 0, 0.02), kTimelineZero, -10, -7);
  ASSERT_TRUE(sample.has_value());
  EXPECT_DOUBLE_EQ(sample->precision_s, 0x1.0p-10 + 0x1.0p-7);
}

TEST(Measure, NoDelayIsShorterThanOurPrecision) {
  const auto sample = measure(exchange(0, 1e-6, 0, 1e-6), kTimelineZero, -10, -20);
  ASSERT_TRUE(sample.has_value());
  EXPECT_DOUBLE_EQ(sample->delay_s, 0x1.0p-10);
}

TEST(Measure, ForgivesANegativeDelayWithinTheReadingErrorOnly) {
  const auto tiny = measure(exchange(0, -0.0004, 0, -0.0004), kTimelineZero, -10, -20);
  ASSERT_TRUE(tiny.has_value());
  EXPECT_DOUBLE_EQ(tiny->delay_s, 0x1.0p-10);
  EXPECT_EQ(measure(exchange(0, -0.001, 0, -0.001), kTimelineZero, -10, -20).error(), Drop::negative_delay);
}

TEST(Measure, RefusesAServerThatAnsweredBeforeItWasAsked) {
  EXPECT_EQ(measure(exchange(0, 0.1, -0.05, 0.1), kTimelineZero, -20, -20).error(), Drop::negative_delay);
}

TEST(Measure, AnyStampsGiveFiniteNumbersOrARefusal) {
  base::SeededRng rng(test::kSeed);
  for (int round = 0; round < 20'000; ++round) {
    const auto mono = [&] { return MonoTime::from_nanoseconds(static_cast<std::int64_t>(rng.next_u64())); };
    const auto stamp = [&] { return Timestamp::from_bits(rng.next_u64()); };
    const auto byte = [&] { return static_cast<std::int8_t>(rng.next_u64()); };
    const auto sample = measure({mono(), stamp(), stamp(), mono()}, stamp(), byte(), byte());
    if (!sample) continue;
    EXPECT_TRUE(std::isfinite(sample->offset_s) && std::isfinite(sample->delay_s)) << "round " << round;
    EXPECT_GT(sample->delay_s, 0);
    EXPECT_GT(sample->precision_s, 0);
    EXPECT_LE(sample->precision_s, 1);
  }
}

TEST(UsablePrecision, KeepsEveryByteWithinMinus32ToMinus1) {
  for (int byte = -128; byte <= 127; ++byte) {
    const int usable = usable_precision(static_cast<std::int8_t>(byte));
    EXPECT_EQ(usable, std::clamp(byte, -32, -1));
  }
}

TEST(OnTimeline, IsTheAnchorPlusTheUptime) {
  EXPECT_EQ(on_timeline(MonoTime{}, kTimelineZero), kTimelineZero);
  EXPECT_EQ(on_timeline(MonoTime::from_nanoseconds(1'500'000'000), kTimelineZero) - kTimelineZero, seconds(1.5));
}

}  // namespace
}  // namespace foliot::association

// The machine's clocks as a pair, and kernel stamps on the free-running one.
#include "platform/machine_clock.hpp"

#include <gtest/gtest.h>

namespace foliot::platform {
namespace {

constexpr ClockReading kNow{MonoTime::from_nanoseconds(1'000'000'000'000),
                            WallTime::from_nanoseconds(1'800'000'000'000'000'000)};

WallTime stamp_s_ago(double age_s) {
  return kNow.wall - Interval::from_seconds(age_s);
}

TEST(MachineClock, NeverRunsBackwardsAndPairsTightly) {
  ClockReading before = system_clock_reading();
  const Interval apart = Interval::from_nanoseconds(before.wall.nanoseconds() - before.mono.nanoseconds());
  for (int i = 0; i < 1000; ++i) {
    const ClockReading now = system_clock_reading();
    EXPECT_GE(now.mono, before.mono);
    before = now;
  }
  // The two clocks differ by 500 ppm at most; a loop this short cannot part them by a millisecond.
  const Interval later = Interval::from_nanoseconds(before.wall.nanoseconds() - before.mono.nanoseconds());
  EXPECT_LT((later - apart).abs().seconds(), 1e-3);
}

TEST(MachineClock, KnowsHowLongTheMachineHasSlept) {
  const Interval asleep = time_asleep();
  EXPECT_GE(asleep.seconds(), -1e-3);
  EXPECT_LT((time_asleep() - asleep).abs().seconds(), 1e-3) << "it has not slept between two lines of this test";
}

TEST(MachineClock, PlacesAStampOnTheFreeRunningClock) {
  const auto instant = instant_of_stamp(stamp_s_ago(0.25), kNow);
  ASSERT_TRUE(instant.has_value());
  EXPECT_NEAR((kNow.mono - *instant).seconds(), 0.25, 1e-9);
}

TEST(MachineClock, AllowsForTheRateOfTheSteeredClock) {
  const auto instant = instant_of_stamp(stamp_s_ago(1.1), kNow, Frequency::from_ppm(100'000));
  ASSERT_TRUE(instant.has_value());
  EXPECT_NEAR((kNow.mono - *instant).seconds(), 1.0, 1e-9);
}

TEST(MachineClock, DoesNotBelieveAStampFromBeforeAStep) {
  EXPECT_FALSE(instant_of_stamp(stamp_s_ago(4.1), kNow).has_value());
  EXPECT_FALSE(instant_of_stamp(stamp_s_ago(-0.1), kNow).has_value());
  EXPECT_FALSE(instant_of_stamp(WallTime{}, kNow).has_value());
  EXPECT_TRUE(instant_of_stamp(stamp_s_ago(-1e-6), kNow).has_value());
}

}  // namespace
}  // namespace foliot::platform

// ReadOnlyClock: a clock of our own beside the machine's.
#include "platform/read_only_clock.hpp"

#include <gtest/gtest.h>

#include "platform/machine_clock.hpp"

namespace foliot::platform {
namespace {

TEST(ReadOnlyClock, StartsAtTheMachinesTime) {
  ReadOnlyClock clock;
  EXPECT_LT(clock.ahead_of_machine().abs().seconds(), 1e-3);
  EXPECT_LT((clock.now().mono - system_clock_reading().mono).abs().seconds(), 0.1);
}

TEST(ReadOnlyClock, IsSteeredWithoutTheMachineNoticing) {
  ReadOnlyClock clock;
  const ClockReading before = system_clock_reading();
  ASSERT_TRUE(clock.apply(discipline::Step{Interval::from_seconds(-30)}).has_value());
  ASSERT_TRUE(clock.apply(discipline::SetFrequency{Frequency::from_ppm(-15)}).has_value());
  EXPECT_NEAR(clock.ahead_of_machine().seconds(), -30, 1e-2);
  EXPECT_NEAR(clock.frequency().ppm(), -15, 1e-9);
  const ClockReading machine = system_clock_reading();
  EXPECT_LT(((machine.wall - before.wall) - (machine.mono - before.mono)).abs().seconds(), 1e-3);
}

TEST(ReadOnlyClock, RefusesWhatItCannotDoAndChangesNothing) {
  ReadOnlyClock clock;
  const Frequency before = clock.frequency();
  EXPECT_FALSE(clock.apply(discipline::SetFrequency{Frequency::from_ppm(200'000)}).has_value());
  EXPECT_EQ(clock.frequency(), before);
  EXPECT_GE(clock.max_frequency(), kMaxFrequency);
}

TEST(ReadOnlyClock, PlacesKernelStampsOnItsOwnTime) {
  ReadOnlyClock clock;
  ASSERT_TRUE(clock.apply(discipline::Step{Interval::from_seconds(1000)}).has_value());
  const WallTime stamp = system_clock_reading().wall - Interval::from_seconds(0.5);
  const ClockReading then = clock.at_realtime(stamp);
  EXPECT_NEAR((then.wall - stamp).seconds(), 1000, 1e-2);
  EXPECT_NEAR((clock.now().mono - then.mono).seconds(), 0.5, 0.1);
}

}  // namespace
}  // namespace foliot::platform

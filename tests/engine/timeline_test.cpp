#include "engine/timeline.hpp"

#include <gtest/gtest.h>

namespace foliot::engine {
namespace {

constexpr ClockReading kStart{MonoTime::from_nanoseconds(5'000'000'000),
                              WallTime::from_nanoseconds(1'777'593'600'000'000'000)};

TEST(Timeline, AgreesWithTheLocalClockAtItsStart) {
  const Timeline timeline(kStart);
  EXPECT_EQ(timeline.ahead_of_clock_s(kStart), 0);
  EXPECT_EQ(timeline.at(kStart.mono), to_timestamp(kStart.wall));
}

TEST(Timeline, RunsOnWhileTheLocalClockIsStepped) {
  const Timeline timeline(kStart);
  const Interval second = Interval::from_seconds(1);
  const ClockReading later{kStart.mono + second, kStart.wall + second + Interval::from_seconds(0.25)};
  EXPECT_DOUBLE_EQ(timeline.ahead_of_clock_s(later), -0.25);
}

TEST(Timeline, MovesItsAnchorForward) {
  Timeline timeline(kStart);
  timeline.rebase(Interval::from_seconds(3));
  EXPECT_DOUBLE_EQ(timeline.ahead_of_clock_s(kStart), 3);
}

TEST(Timeline, CrossesTheEndOfTheEra) {
  const ClockReading before{MonoTime{}, WallTime::from_nanoseconds(2'085'978'495'000'000'000)};
  const Timeline timeline(before);
  const Interval ten = Interval::from_seconds(10);
  EXPECT_EQ(timeline.ahead_of_clock_s({before.mono + ten, before.wall + ten}), 0);
}

}  // namespace
}  // namespace foliot::engine

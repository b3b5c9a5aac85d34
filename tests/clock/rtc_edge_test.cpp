// Edges of a hardware clock, and setting it, in a world of their own.
#include "clock/rtc_edge.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "clock/rtc_world.hpp"

namespace foliot::clock {
namespace {

constexpr double kTolerance_s = 200e-6;
constexpr double kLate_s = 60e-6;

/// As a machine does it: always a little late.
Pause patient(WorldClock& clock) {
  return [&clock](Interval span) {
    clock.go_on(span + Interval::from_seconds(kLate_s));
    return true;
  };
}

TEST(FindEdge, MeasuresOffsetsOfAnySizeToAFractionOfAMillisecond) {
  for (const double ahead_s : {0.0, 0.25, -0.25, 0.999, -0.999, 3600.5, -7200.125, 1e9, -1.7e9}) {
    WorldClock clock;
    WorldRtc rtc(clock, ahead_s, 0);
    const auto edge = find_edge(rtc, clock, patient(clock));
    ASSERT_TRUE(edge) << ahead_s;
    EXPECT_NEAR(edge->offset_s(), ahead_s, kTolerance_s);
    EXPECT_LE(edge->uncertainty, Interval::from_seconds(kTolerance_s));
    EXPECT_LT(rtc.readings, 500) << "it is not read without need";
  }
}

TEST(FindEdge, IsNoWorseThanTheDeviceIsSlow) {
  WorldClock clock;
  WorldRtc rtc(clock, 0.125, 0);
  rtc.reading_time = Interval::from_seconds(0.002);
  const auto edge = find_edge(rtc, clock, patient(clock));
  ASSERT_TRUE(edge);
  EXPECT_NEAR(edge->offset_s(), 0.125, 0.0025);
  EXPECT_GE(edge->uncertainty, Interval::from_seconds(0.001)) << "and says so";
}

TEST(FindEdge, SaysThatAClockStandsStill) {
  WorldClock clock;
  WorldRtc rtc(clock, 0.1, -1);
  EXPECT_EQ(find_edge(rtc, clock, patient(clock)).error(), RtcError::stopped);
}

TEST(FindEdge, SaysThatOneOfTheClocksWasSetMeanwhile) {
  for (const bool move_rtc : {true, false}) {
    WorldClock clock;
    WorldRtc rtc(clock, 0.1, 0);
    int waits = 0;
    const Pause pause = [&](Interval span) {
      clock.go_on(span);
      if (++waits == 20 && move_rtc) {
        EXPECT_TRUE(rtc.set(5));
      }
      if (!move_rtc) clock.wall = clock.wall + Interval::from_seconds(0.2);
      return true;
    };
    EXPECT_EQ(find_edge(rtc, clock, pause).error(), RtcError::disturbed) << move_rtc;
  }
}

TEST(FindEdge, PassesOnWhatTheDeviceSays) {
  for (const RtcError error : {RtcError::no_time, RtcError::busy, RtcError::failed}) {
    WorldClock clock;
    WorldRtc rtc(clock, 0, 0);
    rtc.error = error;
    EXPECT_EQ(find_edge(rtc, clock, patient(clock)).error(), error);
  }
}

TEST(FindEdge, GivesUpWhenTold) {
  for (const int last : {1, 10, 150}) {
    WorldClock clock;
    WorldRtc rtc(clock, 0.7, 0);
    int waits = 0;
    const Pause pause = [&](Interval span) {
      EXPECT_LE(span, Interval::from_seconds(0.01)) << "nobody has to wait for it";
      clock.go_on(span);
      return ++waits < last;
    };
    EXPECT_EQ(find_edge(rtc, clock, pause).error(), RtcError::abandoned) << last;
    EXPECT_EQ(waits, last);
  }
}

TEST(SetOnTime, MakesEachKindOfClockShowTheSteeredOne) {
  for (const double tick_s : {0.5, 1.0}) {
    for (const double ahead_s : {-1234.567, 0.3, 9e8}) {
      WorldClock clock;
      WorldRtc rtc(clock, ahead_s, 0);
      rtc.tick = Interval::from_seconds(tick_s);
      ASSERT_TRUE(set_on_time(rtc, clock, patient(clock)));
      EXPECT_NEAR(rtc.ahead_s(), 0, kTolerance_s) << tick_s << ' ' << ahead_s;
    }
  }
}

TEST(SetOnTime, TakesTheNextMomentWhenOneWasMissed) {
  WorldClock clock;
  WorldRtc rtc(clock, 100, 0);
  bool stalled = false;
  const Pause pause = [&](Interval span) {
    clock.go_on(stalled ? span : Interval::from_seconds(2.7));
    stalled = true;
    return true;
  };
  ASSERT_TRUE(set_on_time(rtc, clock, pause));
  EXPECT_NEAR(rtc.ahead_s(), 0, kTolerance_s);
}

TEST(SetOnTime, NeverSetsLate) {
  WorldClock clock;
  WorldRtc rtc(clock, 100, 0);
  const Pause pause = [&](Interval) {
    clock.go_on(Interval::from_seconds(2.7));
    return true;
  };
  EXPECT_EQ(set_on_time(rtc, clock, pause).error(), RtcError::disturbed);
  EXPECT_NEAR(rtc.ahead_s(), 100, 1e-6);
}

TEST(SetOnTime, SaysWhyItCannot) {
  WorldClock clock;
  WorldRtc rtc(clock, 100, 0);
  rtc.set_error = RtcError::not_permitted;
  EXPECT_EQ(set_on_time(rtc, clock, patient(clock)).error(), RtcError::not_permitted);
  EXPECT_EQ(set_on_time(rtc, clock, [](Interval) { return false; }).error(), RtcError::abandoned);
}

}  // namespace
}  // namespace foliot::clock

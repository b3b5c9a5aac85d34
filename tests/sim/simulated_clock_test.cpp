#include "sim/simulated_clock.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace foliot::sim {
namespace {

constexpr TrueTime kStart = TrueTime::from_nanoseconds(1'777'593'600'000'000'000);

OscillatorModel steady(double offset_s, double ppm) {
  OscillatorModel model;
  model.offset_s = offset_s;
  model.frequency = Frequency::from_ppm(ppm);
  return model;
}

TrueTime after(double seconds) {
  return kStart + Interval::from_seconds(seconds);
}

TEST(SimulatedClock, GainsWhatItsOscillatorIsOffBy) {
  SimulatedClock clock(steady(0.5, 10), kStart, 1);
  clock.advance(after(1000));
  EXPECT_NEAR(clock.error_s(), 0.51, 1e-9);
  EXPECT_NEAR(clock.rate_error(), 10e-6, 1e-12);
}

TEST(SimulatedClock, IsSteeredByFrequencyWhileTheFreeRunningClockIsNot) {
  SimulatedClock clock(steady(0, 10), kStart, 1);
  const ClockReading before = clock.now();
  ASSERT_TRUE(clock.apply(discipline::SetFrequency{Frequency::from_ppm(-10)}));
  clock.advance(after(1000));
  EXPECT_NEAR(clock.error_s(), 0, 1e-6);
  EXPECT_NEAR((clock.now().mono - before.mono).seconds(), 1000.01, 1e-6);
}

TEST(SimulatedClock, RefusesAFrequencyBeyondWhatItCan) {
  SimulatedClock clock(steady(0, 0), kStart, 1);
  EXPECT_FALSE(clock.apply(discipline::SetFrequency{Frequency::from_ppm(200'000)}));
  EXPECT_EQ(clock.frequency().ratio(), 0);
}

TEST(SimulatedClock, StepsOnlyTheWallClock) {
  SimulatedClock clock(steady(0, 0), kStart, 1);
  const MonoTime mono = clock.now().mono;
  ASSERT_TRUE(clock.apply(discipline::Step{Interval::from_seconds(-3)}));
  EXPECT_NEAR(clock.error_s(), -3, 1e-9);
  EXPECT_EQ(clock.now().mono, mono);
  EXPECT_EQ(clock.steps(), 1);
}

TEST(SimulatedClock, KnowsWhenTheFreeRunningClockWillShowATime) {
  SimulatedClock clock(steady(0, 100), kStart, 1);
  const MonoTime wanted = clock.now().mono + Interval::from_seconds(64);
  const TrueTime when = clock.when(wanted);
  clock.advance(when);
  EXPECT_GE(clock.now().mono, wanted);
  EXPECT_LT((clock.now().mono - wanted).seconds(), 1e-8);
}

TEST(SimulatedClock, StandsStillWhileAsleepAndWakesWithTheTimeOfItsBatteryClock) {
  SimulatedClock clock(steady(0, 0), kStart, 1);
  clock.advance(after(10));
  const MonoTime mono = clock.now().mono;
  clock.fall_asleep();
  clock.advance(after(110));
  EXPECT_EQ(clock.now().mono, mono);
  EXPECT_NEAR(clock.error_s(), -100, 1e-9);
  clock.wake_up(Interval::from_seconds(100.5), true);
  EXPECT_NEAR(clock.error_s(), 0.5, 1e-9);
  EXPECT_DOUBLE_EQ(clock.asleep().seconds(), 100.5);
  clock.wake_up(Interval::from_seconds(1), false);
  EXPECT_DOUBLE_EQ(clock.asleep().seconds(), 100.5) << "it does not know that it was stopped";
}

TEST(SimulatedClock, IsMeddledWithUntilItIsToldItsFrequencyAgain) {
  SimulatedClock clock(steady(0, 0), kStart, 1);
  clock.meddle(Frequency::from_ppm(100));
  clock.advance(after(10));
  EXPECT_NEAR(clock.error_s(), 1e-3, 1e-9);
  ASSERT_TRUE(clock.apply(discipline::SetFrequency{}));
  clock.advance(after(20));
  EXPECT_NEAR(clock.error_s(), 1e-3, 1e-9);
}

TEST(Oscillator, WandersAsARandomWalkOfItsSize) {
  constexpr int kSeconds = 20'000;
  OscillatorModel model;
  model.wander = 1e-9;
  Oscillator oscillator(model, 99);
  double square_sum = 0;
  double before = oscillator.rate();
  for (int i = 1; i <= kSeconds; ++i) {
    oscillator.tick(i);
    square_sum += (oscillator.rate() - before) * (oscillator.rate() - before);
    before = oscillator.rate();
  }
  EXPECT_NEAR(std::sqrt(square_sum / kSeconds), 1e-9, 2e-11) << "seed 99";
}

TEST(Oscillator, FollowsTheTemperature) {
  OscillatorModel model;
  model.frequency = Frequency::from_ppm(5);
  model.thermal.push_back({.amplitude = Frequency::from_ppm(2), .period_s = 86'400, .phase = 0});
  Oscillator oscillator(model, 1);
  EXPECT_NEAR(oscillator.rate(), 5e-6, 1e-12);
  oscillator.tick(21'600);
  EXPECT_NEAR(oscillator.rate(), 7e-6, 1e-12);
  oscillator.shift(Frequency::from_ppm(-1));
  EXPECT_NEAR(oscillator.rate(), 6e-6, 1e-12);
}

}  // namespace
}  // namespace foliot::sim

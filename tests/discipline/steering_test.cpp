// Steering in virtual time: slews, their deadlines, caps and the first approach, against a simulated clock.
#include <gtest/gtest.h>

#include <cmath>

#include "base/rng.hpp"
#include "discipline/discipline.hpp"
#include "discipline/simulated_clock.hpp"

namespace foliot::discipline {
namespace {

constexpr Frequency kWideRange = Frequency::from_ppm(100'000);

/// Past its first approach, at time 0, on a clock that is right.
Discipline settled(Frequency base = {}, Frequency max = kWideRange) {
  Discipline discipline({}, base, max);
  Measurement perfect = measured(0);
  perfect.frequency = base;
  (void)discipline.on_measurement(perfect, at_s(0));
  return discipline;
}

TEST(Slew, RemovesThePhaseInSixteenSecondsAndReturnsToTheBaseFrequency) {
  for (const double offset_s : {1e-4, -1e-4, 1e-5}) {
    SimulatedClock clock(offset_s, Frequency::from_ppm(30));
    Discipline discipline = settled(Frequency::from_ppm(30));
    clock.apply(discipline.on_measurement(clock.measure(), at_s(0)));
    EXPECT_EQ(discipline.next_deadline(), at_s(16));
    EXPECT_NEAR(clock.frequency().ratio(), 30e-6 + offset_s / 16, 1e-12);
    clock.run_until(discipline, at_s(20));
    EXPECT_NEAR(clock.offset_s(), 0, 1e-9);
    EXPECT_EQ(clock.frequency(), Frequency::from_ppm(30));
    EXPECT_FALSE(discipline.next_deadline());
  }
}

TEST(Slew, IsCappedAt500PpmAndTakesAsLongAsThatTakes) {
  SimulatedClock clock(0.1, Frequency{});
  Discipline discipline = settled();
  clock.apply(discipline.on_measurement(clock.measure(), at_s(0)));
  EXPECT_NEAR(clock.frequency().ppm(), 500, 1e-9);
  EXPECT_EQ(discipline.next_deadline(), at_s(200));
  clock.run_until(discipline, at_s(201));
  EXPECT_NEAR(clock.offset_s(), 0, 1e-9);
}

TEST(Slew, LeavesRoomForTheClocksOwnLimit) {
  SimulatedClock clock(0.1, Frequency::from_ppm(100));
  Discipline discipline = settled(Frequency::from_ppm(100), kMaxFrequency);
  clock.apply(discipline.on_measurement(clock.measure(), at_s(0)));
  EXPECT_NEAR(clock.frequency().ppm(), 500, 1e-9);
  EXPECT_NEAR((*discipline.next_deadline() - at_s(0)).seconds(), 250, 1e-6);
  Discipline at_the_limit = settled(kMaxFrequency, kMaxFrequency);
  Measurement slow = measured(0.1);
  slow.frequency = kMaxFrequency;
  const Decision decision = at_the_limit.on_measurement(slow, at_s(0));
  EXPECT_EQ(find_command<SetFrequency>(decision), SetFrequency{kMaxFrequency});
  EXPECT_FALSE(at_the_limit.next_deadline());
}

TEST(Slew, TheTimerDoesNothingBeforeTheDeadline) {
  Discipline discipline = settled();
  (void)discipline.on_measurement(measured(0.004), at_s(0));
  const MonoTime deadline = *discipline.next_deadline();
  EXPECT_TRUE(discipline.on_timer(deadline - Interval::from_nanoseconds(1)).commands.empty());
  EXPECT_EQ(discipline.next_deadline(), deadline);
  EXPECT_EQ(find_command<SetFrequency>(discipline.on_timer(deadline)), SetFrequency{});
  EXPECT_TRUE(discipline.on_timer(deadline + Interval::from_seconds(9)).commands.empty());
}

TEST(Slew, TellsWhatIsLeftOfIt) {
  Discipline discipline = settled();
  (void)discipline.on_measurement(measured(1e-4), at_s(0));
  EXPECT_NEAR(discipline.slew_remaining_s(at_s(4)), 7.5e-5, 1e-9);
  (void)discipline.on_timer(at_s(16));
  EXPECT_EQ(discipline.slew_remaining_s(at_s(17)), 0);
}

TEST(Slew, ANewMeasurementReplacesTheOneInProgress) {
  SimulatedClock clock(1e-4, Frequency{});
  Discipline discipline = settled();
  clock.apply(discipline.on_measurement(clock.measure(), at_s(0)));
  clock.run_until(discipline, at_s(8));
  EXPECT_NEAR(clock.offset_s(), 5e-5, 1e-9);
  clock.apply(discipline.on_measurement(clock.measure(), at_s(8)));
  EXPECT_EQ(discipline.next_deadline(), at_s(24));
  clock.run_until(discipline, at_s(30));
  EXPECT_NEAR(clock.offset_s(), 0, 1e-9);
}

TEST(Slew, ALateTimerIsMadeGoodHoweverLate) {
  for (const double late_s : {0.02, 3.0, 50.0}) {
    SimulatedClock clock(0.1, Frequency{});
    Discipline discipline = settled();
    clock.apply(discipline.on_measurement(clock.measure(), at_s(0)));
    clock.run_until(discipline, at_s(5000), late_s);
    EXPECT_NEAR(clock.offset_s(), 0, 2e-6) << late_s;
    EXPECT_EQ(clock.frequency(), Frequency{}) << late_s;
  }
}

TEST(Slew, SpreadsWhatMayBeNoiseOverManyMeasurements) {
  Discipline discipline = settled();
  Measurement faint = measured(1e-6);
  faint.offset_sd_s = 1e-5;
  faint.next_update_s = 256;
  (void)discipline.on_measurement(faint, at_s(0));
  EXPECT_NEAR((*discipline.next_deadline() - at_s(0)).seconds(), 256 * 16, 1e-6);
}

TEST(Slew, LearnsTheTimeToTheNextMeasurementButNotFromAnOutage) {
  Discipline discipline = settled();
  Measurement faint = measured(1e-6);
  faint.offset_sd_s = 1e-5;
  (void)discipline.on_measurement(faint, at_s(64));
  (void)discipline.on_measurement(faint, at_s(128));
  EXPECT_NEAR((*discipline.next_deadline() - at_s(128)).seconds(), 64 * 16, 1e-6);
  (void)discipline.on_measurement(faint, at_s(20'000));
  EXPECT_NEAR((*discipline.next_deadline() - at_s(20'000)).seconds(), 64 * 16, 1e-6);
}

TEST(FirstApproach, SettlesWithinSecondsWhenTheClockAllowsIt) {
  for (const double offset_s : {0.02, -0.1, 0.127}) {
    SimulatedClock clock(offset_s, Frequency::from_ppm(20));
    Discipline discipline({}, std::nullopt, kWideRange);
    for (double t = 0; t <= 8; t += 2) {
      clock.run_until(discipline, at_s(t));
      clock.apply(discipline.on_measurement(clock.measure(), at_s(t)));
    }
    EXPECT_LT(std::abs(clock.offset_s()), 1e-5) << offset_s;
    EXPECT_EQ(clock.steps(), 0);
    EXPECT_LE(clock.greatest_frequency().ppm(), 50'500);
  }
}

/// The frequency that a sure offset of 20 ms is slewed with at `when`.
double slew_ppm_at(Discipline& discipline, double when_s) {
  return find_command<SetFrequency>(discipline.on_measurement(measured(0.02), at_s(when_s)))->frequency.ppm();
}

TEST(FirstApproach, EndsForEverOnceTheClockIsNear) {
  Discipline discipline({}, std::nullopt, kWideRange);
  EXPECT_GT(slew_ppm_at(discipline, 0), 10'000);
  EXPECT_GT(slew_ppm_at(discipline, 2), 10'000);
  (void)discipline.on_measurement(measured(5e-6), at_s(4));
  EXPECT_NEAR(slew_ppm_at(discipline, 6), 500, 1e-6);
}

TEST(FirstApproach, EndsAfterAMinuteEvenWhenItFailed) {
  Discipline discipline({}, std::nullopt, kWideRange);
  EXPECT_GT(slew_ppm_at(discipline, 1000), 10'000) << "counts from the first correction";
  EXPECT_GT(slew_ppm_at(discipline, 1059), 10'000);
  EXPECT_NEAR(slew_ppm_at(discipline, 1060), 500, 1e-6);
  EXPECT_NEAR(slew_ppm_at(discipline, 1061), 500, 1e-6);
}

TEST(FirstApproach, IsNotTriedFromFarAwayWhenStepsAreForbidden) {
  Discipline discipline({.step_forward_s = 0}, std::nullopt, kWideRange);
  EXPECT_NEAR(find_command<SetFrequency>(discipline.on_measurement(measured(20), at_s(0)))->frequency.ppm(), 500, 1e-6);
}

TEST(FirstApproach, IsGentleWithSlewOnly) {
  Discipline discipline({.slew_only = true}, std::nullopt, kWideRange);
  EXPECT_NEAR(slew_ppm_at(discipline, 0), 500, 1e-6);
}

TEST(Walk, ColdStartStepSpikeHoldoverAndPanicEndWithARightClock) {
  SimulatedClock clock(3.0, Frequency::from_ppm(-40));
  Discipline discipline({}, std::nullopt, kWideRange);
  const auto measure_at = [&](double t) {
    clock.run_until(discipline, at_s(t));
    const Decision decision = discipline.on_measurement(clock.measure(), at_s(t));
    clock.apply(decision);
    return decision.outcome;
  };
  EXPECT_EQ(measure_at(10), Outcome::stepped);
  EXPECT_EQ(measure_at(74), Outcome::slewing);
  clock.disturb(-0.5);
  EXPECT_EQ(measure_at(138), Outcome::spike_ignored);
  EXPECT_EQ(measure_at(374), Outcome::stepped);
  clock.disturb(4000);
  EXPECT_EQ(measure_at(438), Outcome::panic);
  clock.disturb(-4000);
  EXPECT_EQ(measure_at(9000), Outcome::slewing);
  clock.run_until(discipline, at_s(9100));
  EXPECT_NEAR(clock.offset_s(), 0, 1e-8);
  EXPECT_EQ(clock.frequency(), Frequency::from_ppm(-40));
  EXPECT_EQ(clock.steps(), 2);
}

Measurement wild_measurement(base::Rng& rng) {
  Measurement wild = measured((rng.next_unit() - 0.5) * std::pow(10, rng.next_unit() * 14 - 10));
  wild.offset_sd_s = std::pow(10, rng.next_unit() * 10 - 9);
  wild.frequency = Frequency::from_ppm((rng.next_unit() - 0.5) * 3000);
  return wild;
}

TEST(SteeringProperty, WhateverIsMeasuredTheFrequencyStaysWithinTheLimits) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    base::SeededRng rng(seed);
    const bool slew_only = seed % 5 == 0;
    const Frequency max = seed % 2 == 0 ? kWideRange : kMaxFrequency;
    Discipline discipline({.slew_only = slew_only}, std::nullopt, max);
    std::optional<double> first_s;
    double t = 0;
    for (int round = 0; round < 300; ++round) {
      t += rng.next_unit() * 100;
      const bool by_timer = rng.next_u64() % 2 == 0;
      const Decision decision =
          by_timer ? discipline.on_timer(at_s(t)) : discipline.on_measurement(wild_measurement(rng), at_s(t));
      if (!first_s && discipline.synchronized()) first_s = t;
      ASSERT_LE(std::abs(discipline.frequency().ppm()), 500.001);
      const auto set = find_command<SetFrequency>(decision);
      if (!set) continue;
      ASSERT_LE(std::abs(set->frequency.ratio()), max.ratio() * (1 + 1e-9));
      const bool approaching = !slew_only && first_s && t < *first_s + 60;
      ASSERT_LE(std::abs((set->frequency - discipline.frequency()).ppm()), approaching ? 50'000.001 : 500.001);
    }
  }
}

TEST(SteeringProperty, APanicNeverTouchesTheClockAndEveryStepIsBeyondTheThreshold) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    base::SeededRng rng(seed);
    Discipline discipline({.panic_s = 5, .stepout_s = 100}, std::nullopt, kWideRange);
    double t = 0;
    for (int round = 0; round < 300; ++round) {
      t += rng.next_unit() * 100;
      const Measurement wild = wild_measurement(rng);
      const Decision decision = discipline.on_measurement(wild, at_s(t));
      ASSERT_EQ(decision.outcome == Outcome::panic, std::abs(wild.offset_s) > 5);
      ASSERT_TRUE(decision.outcome != Outcome::panic || decision.commands.empty());
      ASSERT_TRUE(!find_command<Step>(decision) || std::abs(wild.offset_s) >= 0.128);
    }
  }
}

}  // namespace
}  // namespace foliot::discipline

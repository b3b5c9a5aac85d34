// The rules of the discipline one by one: start, first correction, step, panic, -g -G -q -x, disable.
#include "discipline/discipline.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "discipline/simulated_clock.hpp"

namespace foliot::discipline {
namespace {

constexpr Frequency kWideRange = Frequency::from_ppm(100'000);

Discipline make(const DisciplineOptions& options = {}, std::optional<Frequency> drift = std::nullopt) {
  return Discipline(options, drift, kWideRange);
}

TEST(DisciplineStart, SetsTheFrequencyOfTheDriftFile) {
  Discipline discipline = make({}, Frequency::from_ppm(-12));
  EXPECT_EQ(discipline.state(), ClockState::fset);
  const Decision decision = discipline.start(at_s(0));
  EXPECT_EQ(find_command<SetFrequency>(decision), SetFrequency{Frequency::from_ppm(-12)});
  EXPECT_EQ(discipline.frequency(), Frequency::from_ppm(-12));
}

TEST(DisciplineStart, WithoutOneLeavesTheClockItsOwn) {
  Discipline discipline = make();
  EXPECT_EQ(discipline.state(), ClockState::nset);
  EXPECT_TRUE(discipline.start(at_s(0)).commands.empty());
  EXPECT_FALSE(discipline.synchronized());
}

TEST(DisciplineStart, TinkerFreqOverrulesTheDriftFileAndAllIsClamped) {
  Discipline tinkered = make({.initial_frequency = Frequency::from_ppm(7)}, Frequency::from_ppm(-12));
  EXPECT_EQ(find_command<SetFrequency>(tinkered.start(at_s(0))), SetFrequency{Frequency::from_ppm(7)});
  Discipline wild = make({}, Frequency::from_ppm(9000));
  EXPECT_EQ(find_command<SetFrequency>(wild.start(at_s(0))), SetFrequency{kMaxFrequency});
}

struct FirstCase {
  std::string name;
  DisciplineOptions options;
  double offset_s;
  Outcome outcome;
};

class FirstMeasurement : public testing::TestWithParam<FirstCase> {};

TEST_P(FirstMeasurement, DoesWhatTheRulesSay) {
  const FirstCase& one = GetParam();
  for (const std::optional<Frequency> drift : {std::optional<Frequency>{}, std::optional{Frequency::from_ppm(3)}}) {
    Discipline discipline = make(one.options, drift);
    (void)discipline.start(at_s(0));
    const Decision decision = discipline.on_measurement(measured(one.offset_s), at_s(10));
    EXPECT_EQ(decision.outcome, one.outcome);
    const auto step = find_command<Step>(decision);
    EXPECT_EQ(step.has_value(), one.outcome == Outcome::stepped);
    if (step) {
      EXPECT_EQ(step->shift, Interval::from_seconds(one.offset_s));
    }
    EXPECT_EQ(find_command<SetFrequency>(decision).has_value(),
              one.outcome == Outcome::stepped || one.outcome == Outcome::slewing);
    EXPECT_EQ(discipline.synchronized(), one.outcome == Outcome::stepped || one.outcome == Outcome::slewing);
    EXPECT_EQ(discipline.panicking(), one.outcome == Outcome::panic);
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, FirstMeasurement,
    testing::Values(FirstCase{"SmallIsSlewed", {}, 0.05, Outcome::slewing},
                    FirstCase{"LargeIsStepped", {}, 0.2, Outcome::stepped},
                    FirstCase{"LargeBackwardsToo", {}, -0.2, Outcome::stepped},
                    FirstCase{"StepZeroMeansNever", {.step_forward_s = 0}, 20, Outcome::slewing},
                    FirstCase{"ForwardOnly", {.step_backward_s = 0}, -20, Outcome::slewing},
                    FirstCase{"DirectionsApart", {.step_forward_s = 5, .step_backward_s = 1}, 3, Outcome::slewing},
                    FirstCase{"DirectionsApartBack", {.step_forward_s = 5, .step_backward_s = 1}, -3, Outcome::stepped},
                    FirstCase{"StepFirstTakesAnySize", {.step_first = true}, 0.001, Outcome::stepped},
                    FirstCase{"SlewOnlySlewsMinutes", {.slew_only = true}, 599, Outcome::slewing},
                    FirstCase{"SlewOnlyStepsBeyondTenMinutes", {.slew_only = true}, 601, Outcome::stepped},
                    FirstCase{"HugeIsPanic", {}, 1001, Outcome::panic},
                    FirstCase{"HugeBackwardsIsPanic", {}, -1001, Outcome::panic},
                    FirstCase{"PanicZeroMeansNever", {.panic_s = 0}, 1e8, Outcome::stepped},
                    FirstCase{"FirstPanicPardoned", {.allow_first_panic = true}, 1e6, Outcome::stepped},
                    FirstCase{"DisabledOnlyMeasures", {.enabled = false}, 0.2, Outcome::none}),
    [](const auto& tested) { return tested.param.name; });

TEST(DisciplineStep, NeedsTheExcessToLastForStepout) {
  Discipline discipline = make();
  (void)discipline.on_measurement(measured(0), at_s(0));
  EXPECT_EQ(discipline.on_measurement(measured(0.3), at_s(100)).outcome, Outcome::spike_ignored);
  EXPECT_EQ(discipline.state(), ClockState::spik);
  EXPECT_TRUE(discipline.synchronized()) << "a spike is not believed, so it takes nothing away";
  EXPECT_EQ(discipline.on_measurement(measured(0.3), at_s(299)).outcome, Outcome::spike_ignored);
  const Decision decision = discipline.on_measurement(measured(0.3), at_s(301));
  EXPECT_EQ(decision.outcome, Outcome::stepped);
  EXPECT_EQ(find_command<Step>(decision), Step{Interval::from_seconds(0.3)});
  EXPECT_EQ(discipline.state(), ClockState::sync);
}

TEST(DisciplineStep, AGoodMeasurementInBetweenStartsTheWaitAgain) {
  Discipline discipline = make();
  (void)discipline.on_measurement(measured(0), at_s(0));
  (void)discipline.on_measurement(measured(0.3), at_s(250));
  EXPECT_EQ(discipline.on_measurement(measured(0.001), at_s(290)).outcome, Outcome::slewing);
  EXPECT_EQ(discipline.state(), ClockState::sync);
  EXPECT_EQ(discipline.on_measurement(measured(0.3), at_s(310)).outcome, Outcome::spike_ignored);
  EXPECT_EQ(discipline.on_measurement(measured(0.3), at_s(580)).outcome, Outcome::spike_ignored);
  EXPECT_EQ(discipline.on_measurement(measured(0.3), at_s(591)).outcome, Outcome::stepped);
}

TEST(DisciplineStep, NeverBelievesTheFirstExcessHoweverRareTheMeasurements) {
  Discipline discipline = make();
  (void)discipline.on_measurement(measured(0), at_s(0));
  EXPECT_EQ(discipline.on_measurement(measured(9), at_s(1024)).outcome, Outcome::spike_ignored);
  EXPECT_EQ(discipline.on_measurement(measured(9), at_s(2048)).outcome, Outcome::stepped);
}

TEST(DisciplineStep, ThatComesLateKeepsTheLearntFrequency) {
  Discipline discipline = make();
  Measurement calm = measured(0);
  calm.frequency = Frequency::from_ppm(20);
  (void)discipline.on_measurement(calm, at_s(0));
  Measurement upset = measured(0.5);
  upset.frequency = Frequency::from_ppm(450);
  (void)discipline.on_measurement(upset, at_s(100));
  const Decision decision = discipline.on_measurement(upset, at_s(400));
  EXPECT_EQ(decision.outcome, Outcome::stepped);
  EXPECT_EQ(find_command<SetFrequency>(decision), SetFrequency{Frequency::from_ppm(20)});
}

TEST(DisciplineStep, BySomeoneElseMeansUnsynchronisedAndWaitingAnew) {
  Discipline discipline = make();
  (void)discipline.on_measurement(measured(0), at_s(0));
  (void)discipline.on_measurement(measured(5), at_s(200));
  discipline.clock_was_stepped(at_s(250));
  EXPECT_FALSE(discipline.synchronized());
  EXPECT_EQ(discipline.on_measurement(measured(5), at_s(310)).outcome, Outcome::spike_ignored);
  EXPECT_FALSE(discipline.synchronized());
  EXPECT_EQ(discipline.on_measurement(measured(5), at_s(540)).outcome, Outcome::spike_ignored);
  EXPECT_EQ(discipline.on_measurement(measured(5), at_s(551)).outcome, Outcome::stepped);
  EXPECT_TRUE(discipline.synchronized());
}

TEST(DisciplineStep, IsDoneAtOnceWhenAJumpIsExpected) {
  Discipline discipline = make();
  (void)discipline.on_measurement(measured(0), at_s(0));
  discipline.expect_jump();
  const Decision decision = discipline.on_measurement(measured(-5), at_s(64));
  EXPECT_EQ(decision.outcome, Outcome::stepped);
  EXPECT_EQ(find_command<Step>(decision), Step{Interval::from_seconds(-5)});
  EXPECT_EQ(discipline.on_measurement(measured(5), at_s(128)).outcome, Outcome::spike_ignored) << "once";
}

TEST(DisciplineEnd, LeavesNoSlewRunning) {
  Discipline discipline = make({}, Frequency::from_ppm(5));
  EXPECT_TRUE(discipline.finish().commands.empty());
  (void)discipline.on_measurement(measured(0.05), at_s(0));
  ASSERT_TRUE(discipline.next_deadline());
  EXPECT_EQ(find_command<SetFrequency>(discipline.finish()), SetFrequency{discipline.frequency()});
  EXPECT_FALSE(discipline.next_deadline());
}

TEST(DisciplineStep, StillHoldsBeyondThePanicThresholdWhenAJumpIsExpected) {
  Discipline discipline = make();
  (void)discipline.on_measurement(measured(0), at_s(0));
  discipline.expect_jump();
  EXPECT_EQ(discipline.on_measurement(measured(5000), at_s(64)).outcome, Outcome::panic);
}

TEST(DisciplinePanic, HoldsTheClockAndRecoversByItself) {
  Discipline discipline = make();
  (void)discipline.on_measurement(measured(0.001), at_s(0));
  const Decision decision = discipline.on_measurement(measured(2000), at_s(64));
  EXPECT_EQ(decision.outcome, Outcome::panic);
  EXPECT_TRUE(decision.commands.empty());
  EXPECT_TRUE(discipline.panicking());
  EXPECT_EQ(discipline.state(), ClockState::sync);
  EXPECT_EQ(discipline.on_measurement(measured(2000), at_s(10'000)).outcome, Outcome::panic) << "however long";
  EXPECT_EQ(discipline.on_measurement(measured(0.001), at_s(10'064)).outcome, Outcome::slewing);
  EXPECT_FALSE(discipline.panicking());
}

TEST(DisciplinePanic, IsPardonedOnlyBeforeTheFirstSetAndOnlyOnce) {
  for (const double first_s : {0.001, 0.2, 5000.0}) {
    Discipline discipline = make({.allow_first_panic = true});
    EXPECT_NE(discipline.on_measurement(measured(first_s), at_s(0)).outcome, Outcome::panic);
    EXPECT_EQ(discipline.on_measurement(measured(-5000), at_s(64)).outcome, Outcome::panic) << first_s;
    discipline.clock_was_stepped(at_s(70));
    EXPECT_EQ(discipline.on_measurement(measured(-5000), at_s(128)).outcome, Outcome::panic) << first_s;
  }
}

TEST(DisciplineOneShot, StepsFromTheThresholdOnAndAdjustsBelowAndThenRests) {
  Discipline stepping = make({.one_shot = true});
  const Decision stepped = stepping.on_measurement(measured(-0.128), at_s(0));
  EXPECT_EQ(stepped.outcome, Outcome::set_once);
  EXPECT_EQ(find_command<Step>(stepped), Step{Interval::from_seconds(-0.128)});
  Discipline adjusting = make({.one_shot = true});
  const Decision adjusted = adjusting.on_measurement(measured(0.1), at_s(0));
  EXPECT_EQ(adjusted.outcome, Outcome::set_once);
  EXPECT_EQ(find_command<Adjust>(adjusted), Adjust{Interval::from_seconds(0.1)});
  EXPECT_EQ(adjusted.commands.size(), 1U);
  EXPECT_EQ(adjusting.on_measurement(measured(0.1), at_s(2)).outcome, Outcome::none);
}

TEST(DisciplineOneShot, KeepsThePanicRuleUntilAnAcceptableMeasurement) {
  Discipline discipline = make({.one_shot = true});
  EXPECT_EQ(discipline.on_measurement(measured(4000), at_s(0)).outcome, Outcome::panic);
  EXPECT_EQ(discipline.on_measurement(measured(0.01), at_s(2)).outcome, Outcome::set_once);
  Discipline pardoned = make({.allow_first_panic = true, .one_shot = true});
  EXPECT_TRUE(find_command<Step>(pardoned.on_measurement(measured(4000), at_s(0))));
}

TEST(DisciplineDisabled, GivesNoCommandsAtAll) {
  Discipline discipline = make({.enabled = false}, Frequency::from_ppm(5));
  EXPECT_TRUE(discipline.start(at_s(0)).commands.empty());
  for (const double offset_s : {0.0, 0.01, 5.0, 5000.0}) {
    EXPECT_TRUE(discipline.on_measurement(measured(offset_s), at_s(600)).commands.empty());
  }
  EXPECT_FALSE(discipline.next_deadline());
  EXPECT_FALSE(discipline.synchronized());
}

TEST(DisciplineDisabled, AtRunTimeLetsTheSlewInProgressEnd) {
  Discipline discipline = make();
  (void)discipline.on_measurement(measured(0.01), at_s(0));
  discipline.set_options({.enabled = false});
  EXPECT_TRUE(discipline.on_measurement(measured(0.01), at_s(0.5)).commands.empty());
  ASSERT_TRUE(discipline.next_deadline());
  EXPECT_EQ(find_command<SetFrequency>(discipline.on_timer(*discipline.next_deadline())), SetFrequency{});
}

TEST(DisciplineState, IsFreqUntilTheFrequencyIsKnownAndNeverWithADriftFile) {
  Measurement vague = measured(0.001);
  vague.frequency_sd = 2e-5;
  Discipline without = make();
  (void)without.on_measurement(vague, at_s(0));
  EXPECT_EQ(without.state(), ClockState::freq);
  EXPECT_TRUE(without.synchronized());
  (void)without.on_measurement(measured(0.001), at_s(64));
  EXPECT_EQ(without.state(), ClockState::sync);
  (void)without.on_measurement(vague, at_s(128));
  EXPECT_EQ(without.state(), ClockState::sync) << "what is learnt stays learnt";
  Discipline with = make({}, Frequency::from_ppm(1));
  (void)with.on_measurement(vague, at_s(0));
  EXPECT_EQ(with.state(), ClockState::sync);
}

TEST(Discipline, IgnoresAMeasurementThatIsNotFinite) {
  for (const double bad : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    for (double Measurement::*const field :
         {&Measurement::offset_s, &Measurement::offset_sd_s, &Measurement::frequency_sd}) {
      Measurement broken = measured(0.01);
      broken.*field = bad;
      Discipline discipline = make();
      EXPECT_EQ(discipline.on_measurement(broken, at_s(0)).outcome, Outcome::none);
      EXPECT_EQ(discipline.state(), ClockState::nset);
    }
  }
}

}  // namespace
}  // namespace foliot::discipline

// SoftwareState: the arithmetic of clocks that are formulas, in virtual time.
#include "platform/software_state.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace foliot::platform {
namespace {

constexpr std::int64_t kStart_ns = 5'000'000'000;
constexpr std::int64_t kUtc_ns = 1'800'000'000'000'000'000;

ClockReading machine_at(double elapsed_s) {
  const auto ns = static_cast<std::int64_t>(elapsed_s * 1e9);
  return {MonoTime::from_nanoseconds(kStart_ns + ns), WallTime::from_nanoseconds(kUtc_ns + ns)};
}

SoftwareState clock_with(double offset_s, double crystal_ppm) {
  return start_software_clock(machine_at(0), Interval::from_seconds(offset_s), Frequency::from_ppm(crystal_ppm));
}

SoftwareState changed(const SoftwareState& state, const discipline::ClockCommand& command, double at_s) {
  const auto next = after(state, command, machine_at(at_s).mono);
  EXPECT_TRUE(next.has_value());
  return next.value_or(state);
}

/// Seconds that the clock is ahead of the machine's UTC.
double error_s(const SoftwareState& state, double at_s) {
  return (reading_at(state, machine_at(at_s).mono).wall - machine_at(at_s).wall).seconds();
}

discipline::SetFrequency frequency_ppm(double ppm) {
  return {Frequency::from_ppm(ppm)};
}
discipline::Step step_s(double shift_s) {
  return {Interval::from_seconds(shift_s)};
}
discipline::Adjust adjust_s(double shift_s) {
  return {Interval::from_seconds(shift_s)};
}

TEST(SoftwareState, StartsAtTheMachinesUtcPlusTheOffset) {
  EXPECT_NEAR(error_s(clock_with(0.25, 0), 0), 0.25, 1e-9);
  EXPECT_NEAR(error_s(clock_with(-7, 0), 0), -7, 1e-9);
}

TEST(SoftwareState, ShowsTheErrorOfItsCrystalInBothTimes) {
  const SoftwareState clock = clock_with(0, 50);
  const ClockReading reading = reading_at(clock, machine_at(1000).mono);
  EXPECT_NEAR((reading.mono - machine_at(1000).mono).seconds(), 0.05, 2e-9);
  EXPECT_NEAR(error_s(clock, 1000), 0.05, 2e-9);
}

TEST(SoftwareState, RunsAtTheSteeredRateOfItsOwnFreeRunningTime) {
  const SoftwareState clock = changed(clock_with(0, 100), frequency_ppm(-200), 0);
  const double mono_s = 1000 * (1 + 100e-6);
  EXPECT_NEAR(error_s(clock, 1000), mono_s * (1 - 200e-6) - 1000, 2e-9);
}

TEST(SoftwareState, KeepsNanosecondsOverALongTime) {
  const SoftwareState clock = changed(clock_with(0, 10), frequency_ppm(-10), 0);
  const double year_s = 31'557'600;
  EXPECT_NEAR(error_s(clock, year_s), year_s * (1 + 10e-6) * (1 - 10e-6) - year_s, 1e-6);
}

TEST(SoftwareState, DoesNotJumpWhenTheFrequencyChanges) {
  SoftwareState clock = clock_with(0.5, 30);
  for (int i = 1; i <= 100; ++i) {
    const auto before = reading_at(clock, machine_at(i).mono);
    clock = changed(clock, frequency_ppm(i % 2 == 0 ? 400 : -400), i);
    const auto now = reading_at(clock, machine_at(i).mono);
    EXPECT_EQ(now.mono, before.mono);
    EXPECT_EQ(now.wall, before.wall);
  }
}

TEST(SoftwareState, StepsTheWallAndNeverTheFreeRunningTime) {
  for (const double shift_s : {3600.0, 0.000001, -0.5, -86400.0}) {
    const SoftwareState before = clock_with(0.1, 20);
    const SoftwareState stepped = changed(before, step_s(shift_s), 10);
    EXPECT_NEAR(error_s(stepped, 10) - error_s(before, 10), shift_s, 2e-9) << shift_s;
    EXPECT_EQ(reading_at(stepped, machine_at(10).mono).mono, reading_at(before, machine_at(10).mono).mono);
  }
}

TEST(SoftwareState, SlewsAtFiveHundredPpmUntilDone) {
  for (const double sign : {1.0, -1.0}) {
    const SoftwareState clock = changed(clock_with(0, 0), adjust_s(sign * 0.1), 0);
    EXPECT_NEAR(error_s(clock, 100), sign * 0.05, 2e-9);
    EXPECT_NEAR(slew_left(clock, machine_at(100).mono).seconds(), sign * 0.05, 2e-9);
    EXPECT_NEAR(error_s(clock, 200), sign * 0.1, 2e-9);
    EXPECT_NEAR(error_s(clock, 5000), sign * 0.1, 2e-9);
    EXPECT_EQ(slew_left(clock, machine_at(5000).mono), Interval{});
  }
}

TEST(SoftwareState, GoesOnSlewingAcrossOtherCommandsAndReplacesASlewByANewOne) {
  SoftwareState clock = changed(clock_with(0, 0), adjust_s(0.1), 0);
  clock = changed(clock, frequency_ppm(0), 50);
  clock = changed(clock, step_s(1), 60);
  EXPECT_NEAR(error_s(clock, 300), 1.1, 2e-9);
  clock = changed(clock_with(0, 0), adjust_s(0.1), 0);
  clock = changed(clock, adjust_s(-0.01), 100);
  EXPECT_NEAR(error_s(clock, 300), 0.05 - 0.01, 2e-9);
}

TEST(SoftwareState, ChangesItsCrystalWithoutAJump) {
  const SoftwareState before = changed(clock_with(0, 100), frequency_ppm(-100), 0);
  const auto next = with_crystal(before, Frequency::from_ppm(-40), machine_at(500).mono);
  ASSERT_TRUE(next.has_value());
  EXPECT_EQ(reading_at(*next, machine_at(500).mono).mono, reading_at(before, machine_at(500).mono).mono);
  EXPECT_NEAR(error_s(*next, 500), error_s(before, 500), 2e-9);
  EXPECT_NEAR(error_s(*next, 1500) - error_s(*next, 500), 1000 * (-140e-6), 1e-5);
  EXPECT_FALSE(with_crystal(before, Frequency::from_ppm(1e6), machine_at(500).mono).has_value());
}

TEST(SoftwareState, RefusesWhatNoClockCanDo) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const discipline::ClockCommand impossible[] = {
      frequency_ppm(100'001), frequency_ppm(-1e9), frequency_ppm(nan),
      step_s(-2e9),  // before 1970
  };
  for (const auto& command : impossible) {
    const auto result = after(clock_with(0, 0), command, machine_at(1).mono);
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error(), clock::ClockError::out_of_range);
  }
}

TEST(SoftwareState, RemembersWhatProgramsMayKnow) {
  const discipline::SetStatus status{LeapIndicator::delete_second, Interval::from_seconds(0.5),
                                     Interval::from_seconds(0.001)};
  const SoftwareState clock = changed(clock_with(0, 0), status, 1);
  EXPECT_EQ(clock.leap, 2U);
  EXPECT_EQ(Interval::from_raw(clock.max_error_raw), Interval::from_seconds(0.5));
  EXPECT_EQ(Interval::from_raw(clock.estimated_error_raw), Interval::from_seconds(0.001));
}

TEST(SoftwareState, TellsASaneStateFromAnAbsurdOne) {
  EXPECT_TRUE(is_sane(clock_with(0, 100)));
  const auto spoilt = [](auto spoil) {
    SoftwareState state = clock_with(0, 0);
    spoil(state);
    return is_sane(state);
  };
  constexpr std::int64_t kFar = std::numeric_limits<std::int64_t>::min();
  EXPECT_FALSE(spoilt([](SoftwareState& s) { s.crystal_ratio = 0.11; }));
  EXPECT_FALSE(spoilt([](SoftwareState& s) { s.frequency_ratio = std::nan(""); }));
  EXPECT_FALSE(spoilt([](SoftwareState& s) { s.machine_start_ns = kFar; }));
  EXPECT_FALSE(spoilt([](SoftwareState& s) { s.mono_start_ns = kFar; }));
  EXPECT_FALSE(spoilt([](SoftwareState& s) { s.segment_mono_ns = kFar; }));
  EXPECT_FALSE(spoilt([](SoftwareState& s) { s.segment_wall_ns = kFar; }));
  EXPECT_FALSE(spoilt([](SoftwareState& s) { s.slew_ns = kFar; }));
  EXPECT_FALSE(spoilt([](SoftwareState& s) { s.leap = 4; }));
}

TEST(SoftwareState, SaturatesAtTheExtremesOfTheMachinesClock) {
  SoftwareState state = clock_with(0, 100'000);
  state.segment_wall_ns = std::int64_t{1} << 62;
  const auto late = MonoTime::from_nanoseconds(std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(reading_at(state, late).wall.nanoseconds(), std::numeric_limits<std::int64_t>::max());
}

}  // namespace
}  // namespace foliot::platform

#include "discipline/discipline.hpp"

#include <algorithm>
#include <cmath>

#include "discipline/slew_plan.hpp"

namespace foliot::discipline {
namespace {

/// Step threshold with -x.
constexpr double kSlewOnlyStep_s = 600;
/// The first approach ends when the clock is this near and no farther off than its doubt, or after this time.
constexpr double kAcquired_s = 1e-3;
constexpr Interval kAcquisitionLimit = Interval::from_nanoseconds(60'000'000'000);
/// The frequency counts as learnt once it is as certain as this, s/s: 1 ppm, the wander of a crystal in a day.
constexpr double kLearntFrequencySd = 1e-6;
/// No first approach from farther than this: who forbids steps does not want his clock run minutes at five percent off.
constexpr double kAcquisitionReach_s = 0.5;
/// A slew that ran on for too long is put right when it went further than this.
constexpr double kOvershoot_s = 1e-6;
/// Room for putting it right: with lateness like the last one, each correction is a quarter of the one before.
constexpr double kOvershootSpans = 4;

bool is_finite(const Measurement& measurement) {
  return std::isfinite(measurement.offset_s) && std::isfinite(measurement.offset_sd_s) &&
         std::isfinite(measurement.frequency.ratio()) && std::isfinite(measurement.frequency_sd) &&
         std::isfinite(measurement.next_update_s.value_or(0));
}

}  // namespace

Discipline::Discipline(const DisciplineOptions& options, std::optional<Frequency> drift, Frequency max)
    : options_(options), max_frequency_(max) {
  const std::optional<Frequency> known = options.initial_frequency ? options.initial_frequency : drift;
  if (!known) return;
  base_frequency_ = known->clamped(std::min(kMaxFrequency, max_frequency_));
  frequency_known_ = true;
  state_ = ClockState::fset;
}

Decision Discipline::start(MonoTime) {
  Decision decision;
  if (options_.enabled && state_ == ClockState::fset) decision.commands.push_back(SetFrequency{base_frequency_});
  return decision;
}

Decision Discipline::on_measurement(const Measurement& measurement, MonoTime now) {
  if (!options_.enabled || done_ || !is_finite(measurement)) return {};
  panicking_ = is_panic(measurement.offset_s);
  if (panicking_) return {.outcome = Outcome::panic, .commands = {}};
  if (options_.one_shot) return set_once(measurement, now);
  return was_ever_set() ? correct_later(measurement, now) : correct_first(measurement, now);
}

Decision Discipline::on_timer(MonoTime now) {
  if (!slew_end_ || now < *slew_end_) return {};
  const double late_s = (now - *slew_end_).seconds();
  const double overshoot_s = slew_.ratio() * late_s;
  slew_ = {};
  slew_end_.reset();
  Decision decision;
  if (std::abs(overshoot_s) < kOvershoot_s) {
    decision.commands.push_back(SetFrequency{base_frequency_});
  } else {
    const double span_s = std::max(kSlewSpan_s, kOvershootSpans * late_s);
    decision.commands.push_back(begin_slew(-overshoot_s, span_s, kSlewCap, now));
  }
  return decision;
}

Decision Discipline::finish() {
  Decision decision;
  if (!slew_end_) return decision;
  slew_ = {};
  slew_end_.reset();
  decision.commands.push_back(SetFrequency{base_frequency_});
  return decision;
}

Decision Discipline::hold(Frequency frequency) {
  Decision decision;
  if (!options_.enabled || done_) return decision;
  base_frequency_ = frequency.clamped(std::min(kMaxFrequency, max_frequency_));
  slew_ = {};
  slew_end_.reset();
  decision.commands.push_back(SetFrequency{base_frequency_});
  return decision;
}

void Discipline::clock_was_stepped(MonoTime now) {
  synchronized_ = false;
  last_good_ = now;
  if (state_ == ClockState::spik) state_ = frequency_known_ ? ClockState::sync : ClockState::freq;
}

double Discipline::slew_remaining_s(MonoTime now) const {
  return slew_end_ ? slew_.ratio() * (*slew_end_ - now).seconds() : 0;
}

bool Discipline::is_panic(double offset_s) const {
  if (options_.panic_s <= 0 || std::abs(offset_s) <= options_.panic_s) return false;
  // The grace of -g ends with the first correction of any size. Otherwise an attacker could first show a small
  // offset, and a huge one after the restart that it provokes (CVE-2015-5300).
  return was_ever_set() || !options_.allow_first_panic;
}

bool Discipline::exceeds_step(double offset_s) const {
  double threshold_s = offset_s > 0 ? options_.step_forward_s : options_.step_backward_s;
  if (options_.slew_only) threshold_s = kSlewOnlyStep_s;
  return threshold_s > 0 && std::abs(offset_s) >= threshold_s;
}

Decision Discipline::correct_first(const Measurement& measurement, MonoTime now) {
  learn_frequency(measurement);
  if (options_.step_first || exceeds_step(measurement.offset_s)) return step(measurement.offset_s, now);
  return steer(measurement, now);
}

Decision Discipline::correct_later(const Measurement& measurement, MonoTime now) {
  if (!exceeds_step(measurement.offset_s)) {
    learn_frequency(measurement);
    return steer(measurement, now);
  }
  // The first excess is never believed, however long ago the last good measurement was: polls may be further
  // apart than stepout.
  const bool lasted = state_ == ClockState::spik && (now - last_good_).seconds() >= options_.stepout_s;
  // The frequency stays: one that was learnt across the jump would be nonsense.
  if (measurement.may_step && (lasted || jump_expected_)) return step(measurement.offset_s, now);
  state_ = ClockState::spik;
  return {.outcome = Outcome::spike_ignored, .commands = {}};
}

Decision Discipline::set_once(const Measurement& measurement, MonoTime now) {
  const Interval shift = Interval::from_seconds(measurement.offset_s);
  Decision decision{.outcome = Outcome::set_once, .commands = {}};
  if (options_.step_first || exceeds_step(measurement.offset_s)) {
    decision.commands.push_back(Step{shift});
  } else {
    decision.commands.push_back(Adjust{shift});
  }
  enter_set_state(now);
  done_ = true;
  return decision;
}

Decision Discipline::steer(const Measurement& measurement, MonoTime now) {
  enter_set_state(now);
  acquired_ = acquired_ || !is_acquiring(measurement, now);
  const double next_update_s = expect_next_update_s(measurement, now);
  const double span_s =
      acquired_ ? slew_span_s(measurement.offset_s, measurement.offset_sd_s, next_update_s) : kAcquisitionSpan_s;
  Decision decision{.outcome = Outcome::slewing, .commands = {}};
  decision.commands.push_back(begin_slew(measurement.offset_s, span_s, acquired_ ? kSlewCap : kAcquisitionCap, now));
  return decision;
}

double Discipline::expect_next_update_s(const Measurement& measurement, MonoTime now) {
  const double before_s = update_interval_s_;
  update_interval_s_ = last_steered_ ? (now - *last_steered_).seconds() : 0;
  last_steered_ = now;
  // The shorter of two: an outage says nothing about what comes after it.
  return measurement.next_update_s.value_or(std::min(before_s, update_interval_s_));
}

Decision Discipline::step(double offset_s, MonoTime now) {
  enter_set_state(now);
  slew_ = {};
  slew_end_.reset();
  Decision decision{.outcome = Outcome::stepped, .commands = {}};
  // First, so that a slew in progress does not run on if the step fails.
  decision.commands.push_back(SetFrequency{base_frequency_});
  decision.commands.push_back(Step{Interval::from_seconds(offset_s)});
  return decision;
}

bool Discipline::is_acquiring(const Measurement& measurement, MonoTime now) const {
  const bool is_far =
      std::abs(measurement.offset_s) >= kAcquired_s || is_surely_off(measurement.offset_s, measurement.offset_sd_s);
  const bool in_reach = std::abs(measurement.offset_s) <= kAcquisitionReach_s;
  return is_far && in_reach && !options_.slew_only && now - *first_set_ < kAcquisitionLimit;
}

void Discipline::learn_frequency(const Measurement& measurement) {
  base_frequency_ = measurement.frequency.clamped(std::min(kMaxFrequency, max_frequency_));
  frequency_known_ = frequency_known_ || measurement.frequency_sd <= kLearntFrequencySd;
}

void Discipline::enter_set_state(MonoTime now) {
  if (!first_set_) first_set_ = now;
  last_good_ = now;
  jump_expected_ = false;
  synchronized_ = true;
  state_ = frequency_known_ ? ClockState::sync : ClockState::freq;
}

SetFrequency Discipline::begin_slew(double offset_s, double span_s, Frequency cap, MonoTime now) {
  const Frequency wanted = Frequency::from_ratio(offset_s / span_s).clamped(cap);
  const Frequency total = (base_frequency_ + wanted).clamped(max_frequency_);
  slew_ = total - base_frequency_;
  slew_end_.reset();
  // A clock whose own error takes all that it can do has no room left for a slew.
  const bool moves = slew_.ratio() * offset_s > 0;
  if (!moves) slew_ = {};
  if (moves) slew_end_ = now + Interval::from_seconds(offset_s / slew_.ratio());
  return SetFrequency{base_frequency_ + slew_};
}

}  // namespace foliot::discipline

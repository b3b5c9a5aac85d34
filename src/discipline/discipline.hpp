// Discipline: from "the clock is off by so much and runs at such a rate" to what the clock shall do.
//
// The state machine of RFC 5905 section 11.3 (NSET, FSET, FREQ, SPIK, SYNC) with its panic and step rules, but
// no feedback loop: the estimator already knows offset and frequency on the free-running clock, so the learnt
// frequency is applied at once and the remaining phase error is slewed out by a bounded frequency offset of
// known course. It sees the phase error against the steered clock and absolute frequencies only.
//
// Deviations from RFC 5905 section 11.3:
// Deviation: beyond the panic threshold the program does not exit; the clock is left alone until measurements come
// back to reason. Test: DisciplinePanic.HoldsTheClockAndRecoversByItself.
// Deviation: FREQ does not withhold phase corrections for the stepout time; the frequency and its uncertainty are
// measured, not deduced from the phase. Test: DisciplineState.IsFreqUntilTheFrequencyIsKnownAndNeverWithADriftFile.
// Deviation: during the first approach the clock may be slewed by more than 500 ppm, so that it is right within
// seconds without a step. Tests: FirstApproach.*.
#pragma once

#include <cstdint>
#include <optional>

#include "base/fixed_vector.hpp"
#include "discipline/clock_command.hpp"
#include "discipline/options.hpp"
#include "time/points.hpp"

namespace foliot::discipline {

/// RFC 5905 figure 24.
enum class ClockState : std::uint8_t {
  nset,  ///< never set, frequency unknown
  fset,  ///< never set, frequency known from the drift file
  spik,  ///< an offset beyond the step threshold is waiting for stepout
  freq,  ///< set; the frequency is being learnt for the first time
  sync,  ///< steering
};

/// What the engine tells after each selection.
struct Measurement {
  double offset_s = 0;      ///< true time minus the steered clock, now; > 0: the clock is slow
  double offset_sd_s = 0;   ///< its uncertainty
  Frequency frequency;      ///< what the clock must run at to keep true time, against its free-running rate
  double frequency_sd = 0;  ///< s/s
  /// When about the next measurement comes; ordinary offsets are slewed over up to so long. Nothing: as the last ones.
  std::optional<double> next_update_s = std::nullopt;
  bool may_step = true;  ///< false: somebody contradicts; an excess beyond the step threshold waits on
};

/// What came of it. At most one per call.
enum class Outcome : std::uint8_t {
  none,
  slewing,        ///< the normal case: frequency set, phase being slewed out
  spike_ignored,  ///< beyond the step threshold, waiting for stepout
  stepped,
  panic,     ///< beyond the panic threshold: nothing was done to the clock
  set_once,  ///< -q: the clock was set, by a step or an Adjust; the daemon may end
};

struct Decision {
  Outcome outcome = Outcome::none;
  base::FixedVector<ClockCommand, 4> commands;  ///< in this order
};

class Discipline {
 public:
  /// drift: the frequency of the drift file, unless `tinker freq` overrules it. max: the most that the clock can do.
  Discipline(const DisciplineOptions& options, std::optional<Frequency> drift, Frequency max);

  /// The commands to give before the first measurement: the frequency known from before; without one the clock
  /// keeps its own.
  [[nodiscard]] Decision start(MonoTime now);
  /// A new measurement. One that is not finite is ignored.
  [[nodiscard]] Decision on_measurement(const Measurement& measurement, MonoTime now);
  /// A deadline of `next_deadline` passed: a slew has done its work. Does nothing before the deadline; when late,
  /// what was slewed too far since is known exactly and slewed back.
  [[nodiscard]] Decision on_timer(MonoTime now);
  [[nodiscard]] std::optional<MonoTime> next_deadline() const { return slew_end_; }

  /// The clock was stepped by someone else, or a step of ours failed: unsynchronised until the next good measurement,
  /// and an excess must last for stepout anew. The slew in progress still ends at its deadline.
  void clock_was_stepped(MonoTime now);
  /// The clock is known to have been moved: whatever the next measurement says is true, and an excess beyond the step
  /// threshold need not last.
  void expect_jump() { jump_expected_ = true; }
  /// The commands to give before the program ends: a slew in progress is not left running.
  [[nodiscard]] Decision finish();
  /// The measurements are not to be trusted for a while: the commands that end a slew in progress and let the clock run
  /// at `frequency`, until the next measurement.
  [[nodiscard]] Decision hold(Frequency frequency);
  /// The frequency that the clock was last told, to tell it once more.
  [[nodiscard]] SetFrequency present_frequency() const { return SetFrequency{base_frequency_ + slew_}; }
  /// New options from a changed configuration; what was learnt and the state stay.
  void set_options(const DisciplineOptions& options) { options_ = options; }

  [[nodiscard]] ClockState state() const { return state_; }
  /// The learnt frequency, without any slew.
  [[nodiscard]] Frequency frequency() const { return base_frequency_; }
  /// Whether the clock has been set by a measurement within the rules since start, so that it may be served. A spike
  /// does not end it, a step by someone else does.
  [[nodiscard]] bool synchronized() const { return synchronized_; }
  /// True while the last measurement was beyond the panic threshold.
  [[nodiscard]] bool panicking() const { return panicking_; }
  /// What is left of the slew in progress at `now`, s; > 0: the clock is still to gain. 0 without one.
  [[nodiscard]] double slew_remaining_s(MonoTime now) const;

 private:
  [[nodiscard]] bool was_ever_set() const { return state_ != ClockState::nset && state_ != ClockState::fset; }
  [[nodiscard]] bool is_panic(double offset_s) const;
  [[nodiscard]] bool exceeds_step(double offset_s) const;
  [[nodiscard]] bool is_acquiring(const Measurement& measurement, MonoTime now) const;
  double expect_next_update_s(const Measurement& measurement, MonoTime now);
  Decision correct_first(const Measurement& measurement, MonoTime now);
  Decision correct_later(const Measurement& measurement, MonoTime now);
  Decision set_once(const Measurement& measurement, MonoTime now);
  Decision steer(const Measurement& measurement, MonoTime now);
  Decision step(double offset_s, MonoTime now);
  void learn_frequency(const Measurement& measurement);
  void enter_set_state(MonoTime now);
  [[nodiscard]] SetFrequency begin_slew(double offset_s, double span_s, Frequency cap, MonoTime now);

  DisciplineOptions options_;
  Frequency max_frequency_;
  ClockState state_ = ClockState::nset;
  Frequency base_frequency_;
  bool frequency_known_ = false;  ///< well enough to leave `freq`
  Frequency slew_;                ///< on top of the base frequency until slew_end_
  std::optional<MonoTime> slew_end_;
  std::optional<MonoTime> first_set_;
  MonoTime last_good_;  ///< last measurement within the step threshold, or step
  std::optional<MonoTime> last_steered_;
  double update_interval_s_ = 0;  ///< between the last two measurements that steered
  bool acquired_ = false;         ///< the first approach is over: 500 ppm for ever
  bool synchronized_ = false;
  bool panicking_ = false;
  bool jump_expected_ = false;
  bool done_ = false;  ///< one_shot has done its work
};

}  // namespace foliot::discipline

// Discipline: from "the clock is off by so much and runs at such a rate" to what the clock shall do.
//
// The state machine of RFC 5905 section 11.3 (NSET, FSET, FREQ, SPIK, SYNC) with its panic and step rules, but
// no feedback loop: the estimator already knows offset and frequency on the free-running clock, so the learnt
// frequency is applied at once and the remaining phase error is slewed out by a bounded frequency offset of
// known course. It sees the phase error against the steered clock and absolute frequencies only.
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
  double offset_s = 0;       ///< true time minus the steered clock, now; > 0: the clock is slow
  double offset_sd_s = 0;    ///< its uncertainty
  Frequency frequency;       ///< what the clock must run at to keep true time, against its free-running rate
  double frequency_sd = 0;   ///< s/s
};

/// What came of it. At most one per call.
enum class Outcome : std::uint8_t {
  none,
  slewing,        ///< the normal case: frequency set, phase being slewed out
  spike_ignored,  ///< beyond the step threshold, waiting for stepout
  stepped,
  panic,          ///< beyond the panic threshold: nothing was done to the clock
  set_once,       ///< -q: the clock was set, by a step or an Adjust; the daemon may end
};

struct Decision {
  Outcome outcome = Outcome::none;
  base::FixedVector<ClockCommand, 4> commands;  ///< in this order
};

class Discipline {
 public:
  /// drift: the frequency of the drift file. max: the most that the clock can do.
  Discipline(const DisciplineOptions& options, std::optional<Frequency> drift, Frequency max);

  /// The commands to give before the first measurement: the drift file's frequency, or the clock's own.
  [[nodiscard]] Decision start(MonoTime now);
  /// A new measurement.
  [[nodiscard]] Decision on_measurement(const Measurement& measurement, MonoTime now);
  /// A deadline of `next_deadline` passed: a slew has done its work.
  [[nodiscard]] Decision on_timer(MonoTime now);
  [[nodiscard]] std::optional<MonoTime> next_deadline() const { return slew_end_; }

  /// The step was done by someone else, or failed: start waiting again.
  void clock_was_stepped(MonoTime now);

  [[nodiscard]] ClockState state() const { return state_; }
  /// The learnt frequency, without any slew.
  [[nodiscard]] Frequency frequency() const { return base_frequency_; }
  /// Whether the clock has been set by a measurement within the rules since start, so that it may be served.
  [[nodiscard]] bool synchronized() const { return state_ == ClockState::sync || state_ == ClockState::freq; }
  /// True while the last measurement was beyond the panic threshold.
  [[nodiscard]] bool panicking() const { return panicking_; }

 private:
  DisciplineOptions options_;
  Frequency max_frequency_;
  ClockState state_ = ClockState::nset;
  Frequency base_frequency_;
  std::optional<MonoTime> slew_end_;
  std::optional<MonoTime> last_good_;
  bool panic_pardon_ = false;
  bool panicking_ = false;
};

}  // namespace foliot::discipline

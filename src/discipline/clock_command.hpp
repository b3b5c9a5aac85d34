// ClockCommand: all that the discipline ever asks of a clock.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "time/frequency.hpp"
#include "time/interval.hpp"
#include "time/leap_indicator.hpp"

namespace foliot::discipline {

/// Run the clock at 1 + frequency of its free-running rate from now on. Phase is slewed by frequency, so the
/// value holds the learnt frequency and the present slew together. > 0: faster.
struct SetFrequency {
  Frequency frequency;
  friend bool operator==(const SetFrequency&, const SetFrequency&) = default;
};

/// Jump by `shift`; > 0: forward.
struct Step {
  Interval shift;
  friend bool operator==(const Step&, const Step&) = default;
};

/// Slew by `shift` at the clock's own pace, even after this process has ended (adjtime); for one-shot tools.
struct Adjust {
  Interval shift;
  friend bool operator==(const Adjust&, const Adjust&) = default;
};

/// What programs on this machine may know of the clock (adjtimex: maxerror, esterror, STA_UNSYNC, STA_INS, STA_DEL,
/// TAI offset).
struct SetStatus {
  LeapIndicator leap = LeapIndicator::unsynchronized;
  Interval max_error;
  Interval estimated_error;
  std::optional<int> tai_offset_s = std::nullopt;  ///< TAI minus UTC; nothing: left as it is
  friend bool operator==(const SetStatus&, const SetStatus&) = default;
};

using ClockCommand = std::variant<SetFrequency, Step, Adjust, SetStatus>;

}  // namespace foliot::discipline

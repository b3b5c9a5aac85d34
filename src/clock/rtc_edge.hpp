// RtcEdge: what a clock that only counts whole seconds shows to a fraction of a millisecond, and how to set it as well.
//
// The clock is read again and again until the second changes: the instant lies between the last reading of the old
// second and the first of the new one. A first edge is found with few readings; the next comes a second later, so the
// reader sleeps until shortly before it and then looks closely. Nothing depends on interrupts, which many devices lack.
// It takes up to two seconds and is meant for a thread of its own; `Pause` is the only way in which time goes by.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>

#include "clock/hardware_clock.hpp"
#include "clock/steerable_clock.hpp"

namespace foliot::clock {

/// Waits for so long; false: the caller shall give up.
using Pause = std::function<bool(Interval)>;

struct RtcEdge {
  ClockReading at;            ///< the steered clock when the second began
  std::int64_t second_s = 0;  ///< since 1970, which began then
  Interval uncertainty;       ///< +-

  /// The hardware clock less the steered one; > 0: the hardware clock is ahead.
  [[nodiscard]] double offset_s() const;
};

/// The next edge but one of `rtc` on `clock`. Errors: `stopped` when no second changes, `disturbed` when one of the two
/// clocks jumps, and those of reading.
[[nodiscard]] std::expected<RtcEdge, RtcError> find_edge(HardwareClock& rtc, SteerableClock& clock, const Pause& pause);

/// Sets `rtc` at the instant from which on it shows what `clock` shows (HardwareClock::first_tick). A moment that was
/// missed by 10 ms is not taken but the next one, five times at most.
[[nodiscard]] std::expected<void, RtcError> set_on_time(HardwareClock& rtc, SteerableClock& clock, const Pause& pause);

}  // namespace foliot::clock

// The machine's own two clocks, read as one pair.
//
// CLOCK_MONOTONIC_RAW runs free; CLOCK_REALTIME is the clock that somebody may steer. Everything the suite
// knows of time starts from the two read at one instant: raw, real, raw, and the middle of the two raws. Of up
// to three tries the tightest wins, so that an interrupt between two reads does not look like an offset.
#pragma once

#include <optional>

#include "time/frequency.hpp"
#include "time/points.hpp"

namespace foliot::platform {

/// MONOTONIC_RAW as mono, REALTIME as wall, at one instant.
[[nodiscard]] ClockReading system_clock_reading();

/// How long the machine has slept (suspend) since it was started; 0 where the kernel does not count it.
[[nodiscard]] Interval time_asleep();

/// When, on the machine's free-running clock, its REALTIME clock showed `stamp` (a kernel packet stamp).
/// real_rate: how much faster than the free-running clock REALTIME runs. Nothing when the stamp is more than
/// 4 s old or lies ahead: then the clock was stepped in between, and the stamp says nothing.
[[nodiscard]] std::optional<MonoTime> instant_of_stamp(WallTime stamp, const ClockReading& now,
                                                       Frequency real_rate = Frequency{});

}  // namespace foliot::platform

// What the daemon knows of the past, and the one step that it makes of it: a clock that starts before the last time
// that was known to be right is moved forward to it (discipline/time_floor.hpp).
#pragma once

#include "config/config.hpp"
#include "daemon/logger.hpp"
#include "platform/platform_clock.hpp"

namespace foliot::daemon {

/// Moves `clock` forward when it shows a time that has passed already, says so, and lets the first adjustment that
/// servers ask for be as big as it must (`config.discipline`): a clock that had no idea of the date has none of its
/// error either. Does nothing to a clock that is not ours to steer.
void move_clock_to_known_past(config::Config& config, platform::PlatformClock& clock, Logger& log);

/// Notes beside the drift file that the clock is right now. Failures go to `log`.
void note_good_time(const config::Config& config, WallTime now, Logger& log);

}  // namespace foliot::daemon

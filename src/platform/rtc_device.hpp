// RtcDevice: the hardware clock behind a path.
//
// A character device is one of the kernel's (rtc(4)). The kernel lets one program at a time have it open, so it is held
// open only where the process, which by then is an unprivileged user, could not open it again; where it could, others
// such as hwclock(8) find it free but for a few seconds.
//
// A regular file is a virtual hardware clock, so that everything can be tried on a machine whose own clock is left
// alone. Its one line:
//
//   foliot-rtc AT_NS SHOWS_NS DRIFT_PPM
//
// When CLOCK_MONOTONIC_RAW read AT_NS, it showed SHOWS_NS (nanoseconds since 1970); since then it has gained DRIFT_PPM.
// Setting it rewrites the line; it behaves as the CMOS clock of a PC (HardwareClock::first_tick).
#pragma once

#include <expected>
#include <memory>
#include <string>

#include "clock/hardware_clock.hpp"
#include "platform/sys_error.hpp"

namespace foliot::platform {

/// Opens it, with the privileges that there still are. ENOTTY: something else than a hardware clock.
[[nodiscard]] std::expected<std::unique_ptr<clock::HardwareClock>, SysError> open_hardware_clock(
    const std::string& path);

}  // namespace foliot::platform

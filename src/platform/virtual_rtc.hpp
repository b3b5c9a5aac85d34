// VirtualRtc: a hardware clock in a regular file; rtc_device.hpp has its format.
#pragma once

#include <expected>
#include <memory>
#include <string>

#include "clock/hardware_clock.hpp"
#include "platform/sys_error.hpp"

namespace foliot::platform {

/// EINVAL: the file does not hold what it should. Its line is read anew at every use, so others may set the clock, too.
[[nodiscard]] std::expected<std::unique_ptr<clock::HardwareClock>, SysError> open_virtual_rtc(const std::string& path);

}  // namespace foliot::platform

// What the one-shot programs need of the machine: the clock that is named, files, the time zone.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>

#include "platform/platform_clock.hpp"

namespace foliot::oneshot {

/// The virtual clock in `file`, or the machine's when that is empty. writable: it is to be set. The error says why not.
[[nodiscard]] std::expected<std::unique_ptr<platform::PlatformClock>, std::string> open_clock(const std::string& file,
                                                                                              bool writable);

/// A key file; nothing when it cannot be read.
[[nodiscard]] std::optional<std::string> read_key_file(const std::string& path);

/// Local time - UTC at `time`, s.
[[nodiscard]] int zone_offset_s(WallTime time);

}  // namespace foliot::oneshot

// The ntp.conf parser: text to ParsedConfig, never stopping at a bad line.
#pragma once

#include <string_view>

#include "config/config.hpp"

namespace foliot::config {

/// Parses a whole file. file_name only names places. Any bytes are acceptable; a bad line is reported and only
/// that line is lost. Order does not matter: `fudge` may precede its `server`.
[[nodiscard]] ParsedConfig parse(std::string_view text, std::string_view file_name);

}  // namespace foliot::config

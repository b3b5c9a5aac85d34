// A configuration as the text of an ntp.conf.
#pragma once

#include <string>

#include "config/config.hpp"

namespace foliot::config {

/// Text for which same_settings(parse(text).config, config) holds, when `config` came from parse(). Settings that
/// are at their defaults are left out, and so are the command-line switches, which no word stands for.
[[nodiscard]] std::string print(const Config& config);

}  // namespace foliot::config

// Every setting of a configuration as text, whether it was set or is at its default: what `print` writes, what
// `ntpd --explain` shows, and where the reference has its defaults from.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"

namespace foliot::config {

struct Setting {
  std::string directive;
  std::string word;                  ///< after the directive; empty where the value follows at once
  std::optional<std::string> value;  ///< as ntp.conf writes it; empty: the word says it all; nothing: not set
  bool is_default = false;
  Place place = {};  ///< of a line of its own, such as `server`; else empty
};

/// In the order in which `print` writes them. Words of one directive stand together.
[[nodiscard]] std::vector<Setting> list_settings(const Config& config);

}  // namespace foliot::config

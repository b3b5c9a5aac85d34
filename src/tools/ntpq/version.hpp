// What `--version` and the command `version` say.
#pragma once

#include <string_view>

namespace foliot::ntpq {

inline constexpr std::string_view kVersionText = "ntpq foliot 0.1.0";

}  // namespace foliot::ntpq

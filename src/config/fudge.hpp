// The factors of `fudge`, which ntpsec also has on the line of the clock itself.
#pragma once

#include "config/config.hpp"
#include "config/line.hpp"
#include "config/options.hpp"

namespace foliot::config {

/// Sets what `option` says of the clock; false when it is no factor. A value that cannot be used loses the line.
bool set_factor(FudgeLine& draft, const Option& option, Line& line);

}  // namespace foliot::config

// The system variables that count what the daemon did, and those of the kernel's clock: what `ntpq` shows as sysstats,
// monstats, authinfo, iostats, timerstats and kerninfo. None is told unasked.
#pragma once

#include <span>

#include "control/system_variables.hpp"

namespace foliot::control {

/// In the order in which they are told: after the variables of RFC 9327.
[[nodiscard]] std::span<const Variable<SystemVariables>> service_variables();
[[nodiscard]] std::span<const Variable<SystemVariables>> kernel_variables();

}  // namespace foliot::control

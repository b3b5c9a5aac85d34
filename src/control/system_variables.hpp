// The variables of the system (RFC 9327 section 4, RFC 5905 section 11.1) and what each shows.
#pragma once

#include <optional>
#include <span>

#include "control/variable_list.hpp"
#include "control/views.hpp"

namespace foliot::control {

struct SystemVariables {
  SystemView system;
  std::optional<PeerView> system_peer;  ///< the association that `system.peer` names
};

/// In the order in which they are told.
[[nodiscard]] std::span<const Variable<SystemVariables>> system_variables();

}  // namespace foliot::control

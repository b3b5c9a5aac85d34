// The requests of mode 6 that change something: WRITEVAR, CONFIGURE and SAVECONFIG. Only for who holds the control key.
#pragma once

#include <string_view>

#include "control/administration.hpp"
#include "control/answer.hpp"
#include "control/views.hpp"

namespace foliot::control {

/// Gives variables that the configuration defines (`setvar`) other values, all or none. The daemon's own cannot be
/// written, and associations have none that can.
[[nodiscard]] Result write_system_variables(Administration& administration, const SystemView& system,
                                            std::uint16_t association_id, std::string_view assignments);
[[nodiscard]] Result configure(Administration& administration, const SystemView& system, std::uint16_t association_id,
                               std::string_view lines);
[[nodiscard]] Result save_configuration(Administration& administration, const SystemView& system,
                                        std::string_view name);

}  // namespace foliot::control

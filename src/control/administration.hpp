// Administration: what an administrator may ask the daemon to do by mode 6, with the key that `controlkey` names.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "control/views.hpp"

namespace foliot::control {

/// The shell carries it out. The texts are answers for a person to read.
class Administration {
 public:
  virtual ~Administration() = default;
  /// Takes lines of configuration in (opcode CONFIGURE). All or nothing: with one bad line nothing changes. They take
  /// effect after the answer was sent.
  [[nodiscard]] virtual std::string configure(std::string_view text) = 0;
  /// Gives variables that `setvar` defined other values (opcode WRITEVAR); each of them exists.
  virtual void set_variables(std::span<const NamedValue> values) = 0;
  /// Saves the running configuration under this name (opcode SAVECONFIG).
  [[nodiscard]] virtual std::string save_configuration(std::string_view name) = 0;
};

}  // namespace foliot::control

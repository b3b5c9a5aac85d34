// What machine this is: mode 6 shows it as `processor` and `system`.
#pragma once

#include <string>

namespace foliot::platform {

struct SystemIdentity {
  std::string processor;  ///< x86_64
  std::string system;     ///< Linux/6.1.0
};

[[nodiscard]] SystemIdentity system_identity();

}  // namespace foliot::platform

#include "platform/system_identity.hpp"

#include <sys/utsname.h>

namespace foliot::platform {

SystemIdentity system_identity() {
  utsname names{};
  if (uname(&names) < 0) return {};
  return {names.machine, std::string(names.sysname) + '/' + names.release};
}

}  // namespace foliot::platform

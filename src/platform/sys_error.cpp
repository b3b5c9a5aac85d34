// Text and classes of system errors.
#include "platform/sys_error.hpp"

#include <cerrno>
#include <cstring>
#include <system_error>

namespace foliot::platform {

std::string SysError::text() const {
  return std::string(call) + ": " + std::generic_category().message(errno_value);
}

bool SysError::is_address_in_use() const {
  return errno_value == EADDRINUSE;
}

bool SysError::is_address_missing() const {
  return errno_value == EADDRNOTAVAIL;
}

bool SysError::is_not_permitted() const {
  return errno_value == EPERM || errno_value == EACCES;
}

bool SysError::is_would_block() const {
  return errno_value == EAGAIN || errno_value == EWOULDBLOCK;
}

bool SysError::is_family_missing() const {
  return std::strcmp(call, "socket") == 0 && (errno_value == EAFNOSUPPORT || errno_value == EINVAL);
}

bool SysError::is_unreachable() const {
  return errno_value == ECONNREFUSED || errno_value == EHOSTUNREACH || errno_value == ENETUNREACH ||
         errno_value == ENETDOWN || errno_value == EHOSTDOWN;
}

SysError last_error(const char* call) {
  return {errno, call};
}

std::unexpected<SysError> fail(const char* call) {
  return std::unexpected(last_error(call));
}

}  // namespace foliot::platform

// SysError: what the system said when a call failed, as a value.
//
// The one place where errno turns into something the suite may hold: which call, and its errno. Text is made
// only where a person reads it.
#pragma once

#include <expected>
#include <string>

namespace foliot::platform {

struct SysError {
  int errno_value = 0;
  const char* call = "";

  /// `bind: Address already in use`.
  [[nodiscard]] std::string text() const;
  /// Another program holds the port (EADDRINUSE).
  [[nodiscard]] bool is_address_in_use() const;
  /// No interface has the address, or it is still being tested for duplicates (EADDRNOTAVAIL).
  [[nodiscard]] bool is_address_missing() const;
  /// No privilege (EPERM or EACCES).
  [[nodiscard]] bool is_not_permitted() const;
  /// Nothing to read, or no room to write, right now.
  [[nodiscard]] bool is_would_block() const;
  /// The machine has no such address family; an outside simulator says EINVAL for it. Only for a failed `socket`.
  [[nodiscard]] bool is_family_missing() const;
  /// An ICMP error about an earlier packet, which a connected socket reports (refused, unreachable).
  [[nodiscard]] bool is_unreachable() const;
};

/// The error that `call` has just left in errno.
[[nodiscard]] SysError last_error(const char* call);

/// The same, ready to be returned.
[[nodiscard]] std::unexpected<SysError> fail(const char* call);

}  // namespace foliot::platform

// Giving up root while keeping what a time daemon needs.
//
// After the sockets and files are open, and after it moved into its jail, the daemon becomes an unprivileged user and
// holds at most CAP_SYS_TIME (the clock) and CAP_NET_BIND_SERVICE (port 123 again after an interface change). See
// capabilities(7).
#pragma once

#include <sys/types.h>

#include <expected>
#include <optional>
#include <string>

#include "platform/sys_error.hpp"

namespace foliot::platform {

struct Identity {
  uid_t user = 0;
  gid_t group = 0;
};

/// `NAME`, `NAME:GROUP` or numbers in their place; without a group the user's own. ENOENT when there is no such one.
[[nodiscard]] std::expected<Identity, SysError> find_identity(const std::string& text);

/// The group that this process acts as, or will once it has become `user` (as find_identity takes it).
[[nodiscard]] gid_t service_group(const std::optional<std::string>& user);

struct DropOptions {
  Identity identity = {};  ///< user 0: stay root
  bool keep_clock = true;  ///< CAP_SYS_TIME, as far as we have it
  bool keep_ports = true;  ///< CAP_NET_BIND_SERVICE, as far as we have it
};

/// Drops everything else, for good. Whoever is that user already keeps to it. On an error the process is in between and
/// has to end.
[[nodiscard]] std::expected<void, SysError> drop_privileges(const DropOptions& options);

/// Drops the capabilities that only loading a BPF program and having network cards stamp packets take (CAP_BPF,
/// CAP_NET_ADMIN, CAP_PERFMON), as far as we have them and are not root.
[[nodiscard]] std::expected<void, SysError> drop_bpf_capabilities();

}  // namespace foliot::platform

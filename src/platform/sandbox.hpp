// Sandbox: what the process can still do when somebody else has taken it over.
//
// Three walls, each for good and for every thread that starts later: no new privileges (prctl(2)), files can be written
// only where the configuration says (Landlock), and only the system calls that a time daemon needs exist (seccomp).
// What the kernel or the build does not have is left out and said. Where a preloaded library takes the system calls in
// the C library's stead (a simulator) there is no sandbox: the walls would stand in its way.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "platform/sys_error.hpp"

namespace foliot::platform {

/// What happens on a system call that is not allowed.
enum class SandboxMode : std::uint8_t {
  off,      ///< there is no sandbox at all
  log,      ///< it works; the kernel writes it into the audit log. Files are not confined
  enforce,  ///< it fails, as if the kernel did not know it
  kill,     ///< the process is killed: nothing of it can be overlooked
};

struct SandboxOptions {
  SandboxMode mode = SandboxMode::enforce;
  std::vector<std::string> writable_folders;  ///< with all below them; those that do not exist are left out
  /// A BPF program is loaded: its maps may be filled, and it may be attached. No other one can be loaded.
  bool bpf_maps = false;
};

struct SandboxReport {
  std::string calls;  ///< why system calls are not confined; empty: they are
  std::string files;  ///< why files are not; empty: they are
};

/// Builds the walls. To be called before the first thread starts, after privileges were given up. A wall that
/// cannot be built is no error. Errors: one that was begun and failed.
[[nodiscard]] std::expected<SandboxReport, SysError> enter_sandbox(const SandboxOptions& options);

}  // namespace foliot::platform

// What a daemon does to itself: leave the terminal, be scheduled first, stay in memory.
#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include "platform/fd.hpp"
#include "platform/sys_error.hpp"

namespace foliot::platform {

/// Holds the process that was started back until the daemon is ready, so that its exit status tells the truth.
class Readiness {
 public:
  explicit Readiness(Fd pipe) : pipe_(static_cast<Fd&&>(pipe)) {}
  /// The starter ends with `exit_status`, 0: the daemon is ready. Once; without it the starter ends with 1 when this
  /// process does.
  void announce(std::uint8_t exit_status = 0);

 private:
  Fd pipe_;
};

/// Goes on in a grandchild with its own session, in `/`, with standard input, output and error at /dev/null. The
/// calling process waits for `announce` and exits. Before any thread is started.
[[nodiscard]] std::expected<Readiness, SysError> daemonize();

/// What the starter ends with, as in classic, when the clock was not set in the time that -w gives (ETIMEDOUT).
[[nodiscard]] std::uint8_t timed_out_status();

/// The present working folder; empty when there is none any more.
[[nodiscard]] std::string working_folder();

/// SCHED_FIFO with `priority`, brought within what the system allows.
[[nodiscard]] std::expected<void, SysError> set_realtime_priority(int priority);

/// Keeps all pages, present and future, in memory: a page fault would look like network delay.
[[nodiscard]] std::expected<void, SysError> lock_memory();

}  // namespace foliot::platform

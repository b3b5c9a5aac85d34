// Signals as values that the main loop takes when it likes.
//
// Handlers only raise a flag, so poll(2) returns with EINTR and the loop asks `take_signal`. A signal that comes just
// before poll(2) starts would be seen only when poll ends by itself; ppoll(2) would close that gap, but an outside
// simulator has none. Instead an alarm repeats the interruption every second until the flag is taken.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>

#include "platform/sys_error.hpp"

namespace foliot::platform {

enum class Signal : std::uint8_t {
  terminate,  ///< SIGTERM
  interrupt,  ///< SIGINT
  reload,     ///< SIGHUP
};

/// Catches SIGTERM, SIGINT, SIGHUP and SIGALRM; ignores SIGPIPE. Once per process, before threads.
[[nodiscard]] std::expected<void, SysError> install_signals();

/// One signal that came and was not taken yet; the end of the program before a reload.
[[nodiscard]] std::optional<Signal> take_signal();

}  // namespace foliot::platform

// Threads that no signal reaches: signals are the main thread's, whose poll(2) they must end.
#pragma once

#include <functional>
#include <optional>
#include <thread>

namespace foliot::platform {

/// Nothing when the system has no thread left.
[[nodiscard]] std::optional<std::thread> start_quiet_thread(std::function<void()> body);

/// The processors that this process may run on; at least 1.
[[nodiscard]] unsigned usable_processors();

}  // namespace foliot::platform

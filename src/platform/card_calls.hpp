// The system calls about network cards that stamp packets, behind plain function pointers: a test stands in for cards
// that the machine does not have.
#pragma once

#include "time/points.hpp"

namespace foliot::platform {

struct CardCalls {
  /// open(2) for reading; -1 and errno.
  int (*open)(const char* path) = nullptr;
  /// ioctl(2).
  int (*ioctl)(int fd, unsigned long request, void* argument) = nullptr;
  /// As `system_clock_reading`.
  ClockReading (*machine)() = nullptr;
};

/// The real ones.
[[nodiscard]] CardCalls system_card_calls();

}  // namespace foliot::platform

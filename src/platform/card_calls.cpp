#include "platform/card_calls.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>

#include "platform/machine_clock.hpp"

namespace foliot::platform {

CardCalls system_card_calls() {
  return {[](const char* path) { return ::open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY); },
          [](int fd, unsigned long request, void* argument) { return ::ioctl(fd, request, argument); },
          system_clock_reading};
}

}  // namespace foliot::platform

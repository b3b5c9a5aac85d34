// eventfd(2) as a bell.
#include "platform/wakeup.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

namespace foliot::platform {

std::expected<Wakeup, SysError> Wakeup::open() {
  Fd fd(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!fd) return fail("eventfd");
  return Wakeup(std::move(fd));
}

void Wakeup::ring() {
  static_cast<void>(eventfd_write(fd_.get(), 1));  // it can only fail when it has been rung 2^64 times
}

void Wakeup::take() {
  eventfd_t rings = 0;
  static_cast<void>(eventfd_read(fd_.get(), &rings));
}

}  // namespace foliot::platform

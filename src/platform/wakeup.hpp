// Wakeup: one thread makes another return from poll(2).
#pragma once

#include <expected>

#include "platform/fd.hpp"
#include "platform/sys_error.hpp"

namespace foliot::platform {

class Wakeup {
 public:
  [[nodiscard]] static std::expected<Wakeup, SysError> open();

  /// What to poll for reading.
  [[nodiscard]] int fd() const { return fd_.get(); }
  /// From any thread; several rings before `take` are one.
  void ring();
  /// Silent again until the next ring.
  void take();

 private:
  explicit Wakeup(Fd fd) : fd_(static_cast<Fd&&>(fd)) {}
  Fd fd_;
};

}  // namespace foliot::platform

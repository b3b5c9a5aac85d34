// Interrupts: Ctrl-C and the like as something to wait for, instead of the end of the program.
#pragma once

#include "platform/fd.hpp"

namespace foliot::ntpq {

class Interrupts {
 public:
  /// Blocks SIGINT, SIGTERM and SIGHUP until as many `release` follow; they are told by `take` meanwhile.
  void hold();
  void release();
  /// Readable when one waits; -1 while none are held.
  [[nodiscard]] int fd() const { return signals_.get(); }
  /// Takes what waits; false: nothing did.
  [[nodiscard]] bool take();

 private:
  int holders_ = 0;
  platform::Fd signals_;
};

}  // namespace foliot::ntpq

// Poller: waits for sockets with poll(2).
//
// Plain poll and nothing else, so that an outside simulator that replaces it can run the real daemon.
#pragma once

#include <poll.h>

#include <cstddef>
#include <expected>
#include <optional>
#include <span>
#include <vector>

#include "platform/sys_error.hpp"
#include "time/interval.hpp"

namespace foliot::platform {

struct Interest {
  bool readable = true;
  bool writable = false;
  bool error_queue = false;  ///< transmit stamps
};

struct Ready {
  std::size_t index = 0;  ///< what `add` returned
  bool readable = false;  ///< one receive() will not wait; it may report an error of the connection
  bool writable = false;
  bool error_queue = false;  ///< one read_transmit_stamp() is due
};

class Poller {
 public:
  /// Watches `fd`; returns its index, counted from 0 in order of addition.
  std::size_t add(int fd, Interest interest = {});
  /// Stops watching everything.
  void clear();
  [[nodiscard]] std::size_t size() const { return watched_.size(); }

  /// Waits until something is ready, `timeout` is over (rounded up to 1 ms; nothing: for ever; negative: at once), or a
  /// signal came: both of the latter give an empty list. The list is good until the next call.
  [[nodiscard]] std::expected<std::span<const Ready>, SysError> wait(std::optional<Interval> timeout);

 private:
  std::vector<pollfd> watched_;
  std::vector<Ready> ready_;
};

}  // namespace foliot::platform

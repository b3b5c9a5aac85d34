// NetworkWatch: hears of links and addresses that come and go (rtnetlink(7)).
//
// Only that something changed is told; what there is now is for the caller to list. Where there is no such socket (a
// simulator, a sandbox) it is silent, and the caller has to look from time to time.
#pragma once

#include <cstdint>
#include <map>
#include <span>

#include "platform/fd.hpp"

namespace foliot::platform {

struct NetworkChanges {
  bool addresses = false;  ///< one was added, removed or changed; perhaps only its lifetime
  bool links = false;      ///< one went up or down, or was unplugged or plugged in
};

class NetworkWatch {
 public:
  /// Hears nothing.
  NetworkWatch() = default;
  /// Hears what it can; silent where the system does not tell.
  [[nodiscard]] static NetworkWatch open();

  /// To be watched for reading; negative when silent.
  [[nodiscard]] int fd() const { return fd_.get(); }
  /// Reads what is waiting, a bounded amount.
  [[nodiscard]] NetworkChanges take_changes();
  /// The changes in one datagram of the kernel. Anything else in it is skipped.
  void read(std::span<const std::uint8_t> messages, NetworkChanges& changes);

 private:
  Fd fd_;
  std::map<int, unsigned> link_states_;  ///< by interface index
};

}  // namespace foliot::platform

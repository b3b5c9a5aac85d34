// Back the way it came: from the address that was asked.
#pragma once

#include "platform/udp_socket.hpp"

namespace foliot::daemon {

[[nodiscard]] inline platform::SendTo reply_to(const platform::Datagram& datagram) {
  return {.remote = datagram.remote, .local = datagram.local, .interface_index = datagram.interface_index};
}

}  // namespace foliot::daemon

// What can be told of a datagram on the service port before anybody looks into it.
#pragma once

#include "platform/udp_socket.hpp"
#include "server/reply.hpp"

namespace foliot::daemon {

/// It cannot be a message.
[[nodiscard]] inline bool is_no_message(const platform::Datagram& datagram) {
  return datagram.bytes.empty() || datagram.truncated || !server::is_plausible_source(datagram.remote);
}

/// It was sent to a broadcast or multicast address; then the kernel gives it to every socket of the port.
[[nodiscard]] inline bool is_for_a_group(const platform::Datagram& datagram) {
  return datagram.destination && datagram.local != datagram.destination;
}

}  // namespace foliot::daemon

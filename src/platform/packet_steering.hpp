// Packet steering: which of several sockets on one port the kernel gives a datagram to.
//
// The first socket of the group is the control thread's, the others are the workers'. Client requests (mode 3) go to
// a worker chosen by a secret hash of the source address, so that a client always meets the same one and nobody can
// choose whom to meet; everything else goes to the control thread. A classic BPF program does it (SO_REUSEPORT,
// SO_ATTACH_REUSEPORT_CBPF), which needs no privilege.
#pragma once

#include <array>
#include <cstdint>
#include <expected>

#include "base/ip_address.hpp"
#include "platform/sys_error.hpp"
#include "platform/udp_socket.hpp"

namespace foliot::platform {

struct Steering {
  base::IpFamily family = base::IpFamily::v4;
  std::uint32_t workers = 0;              ///< sockets of the group behind the first; 0: all goes to the first
  std::array<std::uint32_t, 4> secret{};  ///< of the hash
};

/// Factors that nobody can guess.
[[nodiscard]] std::array<std::uint32_t, 4> steering_secret();

/// `member`: any socket of the group, which has two at least.
[[nodiscard]] std::expected<void, SysError> steer(const UdpSocket& member, const Steering& steering);

/// Whether the kernel behind `socket` is a real one: a simulator that stands in for it may accept every option and
/// heed none.
[[nodiscard]] bool heeds_options(const UdpSocket& socket);

}  // namespace foliot::platform

// UdpBatch: many datagrams in and many replies out with one system call each (recvmmsg(2), sendmmsg(2)).
//
// A call costs about as much as what it does for one datagram, so under load a batch saves a third. All memory is
// taken at the start. A reply goes to where its datagram came from, from the address that was asked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <span>

#include "platform/sys_error.hpp"
#include "platform/udp_socket.hpp"

namespace foliot::platform {

class UdpBatch {
 public:
  static constexpr std::size_t kMostDatagrams = 64;
  /// Longer datagrams are cut off and say so.
  static constexpr std::size_t kMostOctets = 2048;

  UdpBatch();
  ~UdpBatch();
  UdpBatch(const UdpBatch&) = delete;
  UdpBatch& operator=(const UdpBatch&) = delete;

  /// Takes what waits in `socket`, never waiting itself; returns how many, 0 to kMostDatagrams. What was received
  /// before, and replies that were not sent, are forgotten.
  [[nodiscard]] std::expected<std::size_t, SysError> receive(UdpSocket& socket);
  /// The datagram `index` of the last `receive`; nothing when its source address is none of IPv4 or IPv6.
  [[nodiscard]] std::optional<Datagram> datagram(std::size_t index) const;

  /// Will send `bytes`, which stay where they are until then, to the sender of `index`. stamp: as SendTo::stamp.
  void reply(std::size_t index, std::span<const std::uint8_t> bytes, bool stamp);
  /// Sends the replies in their order; returns how many the system took. One that it does not take is lost alone.
  std::size_t send(UdpSocket& socket);

 private:
  struct Memory;
  std::unique_ptr<Memory> memory_;
};

}  // namespace foliot::platform

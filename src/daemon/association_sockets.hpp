// AssociationSockets: a socket for each request under way, every one with a new random port (RFC 9109).
//
// A connected socket takes datagrams from the asked server only, and reports ICMP errors instead of waiting
// for a time-out. The socket of the request before is closed when the next is sent.
#pragma once

#include <cstdint>
#include <expected>
#include <map>

#include "engine/actions.hpp"
#include "platform/platform_clock.hpp"
#include "platform/udp_socket.hpp"

namespace foliot::daemon {

class AssociationSockets {
 public:
  using Map = std::map<engine::AssociationId, platform::UdpSocket>;

  /// Sends from a new socket; the local end of it, or why not (no route, no permission): like a lost packet.
  std::expected<base::SocketAddress, platform::SysError> send(const engine::SendRequest& request);
  void close(engine::AssociationId association);
  /// Of all sockets, closed ones too.
  [[nodiscard]] platform::UdpCounts counts() const;

  /// Those opened from now on take stamps of network cards as well.
  void take_card_stamps(bool take) { card_stamps_ = take; }

  [[nodiscard]] Map& all() { return sockets_; }
  /// Grows whenever a socket was opened or closed: the poll set must be made anew.
  [[nodiscard]] std::uint64_t generation() const { return generation_; }

 private:
  Map sockets_;
  bool card_stamps_ = false;
  std::uint64_t generation_ = 0;
  platform::UdpCounts closed_;
};

}  // namespace foliot::daemon

#include "daemon/association_sockets.hpp"

#include <utility>

namespace foliot::daemon {

std::expected<base::SocketAddress, platform::SysError> AssociationSockets::send(const engine::SendRequest& request) {
  ++generation_;
  sockets_.erase(request.association);
  platform::UdpOptions options;
  options.family = request.to.ip.family();
  options.connect = request.to;
  options.transmit_stamps = platform::TransmitStamps::every;
  auto socket = platform::UdpSocket::open(options);
  if (!socket) return std::unexpected(socket.error());
  const auto sent = socket->send(request.request.view());
  if (!sent) return std::unexpected(sent.error());
  const auto local = socket->local_address();
  sockets_.emplace(request.association, std::move(*socket));
  return local;
}

}  // namespace foliot::daemon

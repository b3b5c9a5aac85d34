#include "daemon/association_sockets.hpp"

#include <utility>

namespace foliot::daemon {

std::expected<base::SocketAddress, platform::SysError> AssociationSockets::send(const engine::SendRequest& request) {
  close(request.association);
  ++generation_;
  platform::UdpOptions options;
  options.family = request.to.ip.family();
  options.connect = request.to;
  options.transmit_stamps = platform::TransmitStamps::every;
  options.card_stamps = card_stamps_;
  auto socket = platform::UdpSocket::open(options);
  if (!socket) return std::unexpected(socket.error());
  const auto sent = socket->send(request.request.view());
  if (!sent) {
    closed_ += socket->counts();
    return std::unexpected(sent.error());
  }
  const auto local = socket->local_address();
  sockets_.emplace(request.association, std::move(*socket));
  return local;
}

void AssociationSockets::close(engine::AssociationId association) {
  const auto socket = sockets_.find(association);
  if (socket == sockets_.end()) return;
  closed_ += socket->second.counts();
  sockets_.erase(socket);
  ++generation_;
}

platform::UdpCounts AssociationSockets::counts() const {
  platform::UdpCounts all = closed_;
  for (const auto& [id, socket] : sockets_) all += socket.counts();
  return all;
}

}  // namespace foliot::daemon

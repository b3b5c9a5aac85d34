#include "daemon/service_sockets.hpp"

#include <utility>

namespace foliot::daemon {
namespace {

std::string where(const platform::UdpOptions& options) {
  if (options.address) return base::SocketAddress{*options.address, options.port}.to_string();
  return (options.family == base::IpFamily::v4 ? "0.0.0.0:" : "[::]:") + std::to_string(options.port);
}

}  // namespace

void ServiceSockets::open_one(const platform::UdpOptions& options, std::vector<ListenError>& errors) {
  auto socket = platform::UdpSocket::open(options);
  if (socket) {
    sockets_.push_back(std::move(*socket));
    families_.push_back(options.family);
  } else if (!socket.error().is_family_missing()) {
    errors.push_back({where(options), socket.error(), socket.error().is_address_in_use()});
  }
}

std::vector<ListenError> ServiceSockets::open(const ListenPlan& plan, std::uint16_t port, std::uint8_t dscp) {
  std::vector<ListenError> errors;
  platform::UdpOptions options;
  options.port = port;
  options.packet_info = true;
  options.dscp = dscp;
  const auto open_wildcard = [&](base::IpFamily family) {
    options.family = family;
    options.address.reset();
    open_one(options, errors);
  };
  if (plan.wildcard_v4) open_wildcard(base::IpFamily::v4);
  if (plan.wildcard_v6) open_wildcard(base::IpFamily::v6);
  for (const base::IpAddress& address : plan.addresses) {
    options.family = address.family();
    options.address = address;
    open_one(options, errors);
  }
  if (sockets_.empty()) {
    for (ListenError& error : errors) error.fatal = true;
  }
  return errors;
}

platform::UdpSocket* ServiceSockets::for_family(base::IpFamily family) {
  for (std::size_t i = 0; i < sockets_.size(); ++i) {
    if (families_[i] == family) return &sockets_[i];
  }
  return nullptr;
}

}  // namespace foliot::daemon

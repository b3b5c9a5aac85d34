#include "tools/oneshot/udp_network.hpp"

#include <array>
#include <cstring>

#include "platform/poller.hpp"

namespace foliot::oneshot {
namespace {

constexpr std::size_t kLargestDatagram = 2048;

std::string reason_of(const platform::SysError& error) {
  return std::strerror(error.errno_value);
}

OpenError to_open_error(const platform::SysError& error) {
  if (error.is_address_in_use()) return {OpenProblem::port_in_use, reason_of(error)};
  const bool at_bind = std::string_view(error.call) == "bind";
  return {at_bind ? OpenProblem::bind : OpenProblem::socket, reason_of(error)};
}

}  // namespace

std::expected<void, OpenError> UdpNetwork::open(std::optional<base::IpFamily> family, std::uint16_t local_port) {
  for (const base::IpFamily each : {base::IpFamily::v4, base::IpFamily::v6}) {
    if (family && *family != each) continue;
    auto socket = platform::UdpSocket::open({.family = each, .port = local_port});
    if (!socket && socket.error().is_family_missing() && std::string_view(socket.error().call) == "socket") continue;
    if (!socket) return std::unexpected(to_open_error(socket.error()));
    sockets_.push_back({each, std::move(*socket)});
  }
  return {};
}

bool UdpNetwork::has_route(const base::SocketAddress& address) {
  return platform::UdpSocket::open({.family = address.ip.family(), .connect = address}).has_value();
}

std::expected<void, std::string> UdpNetwork::send(const base::SocketAddress& to, std::span<const std::uint8_t> bytes) {
  for (Opened& opened : sockets_) {
    if (opened.family != to.ip.family()) continue;
    const auto sent = opened.socket.send(bytes, {.remote = to});
    if (!sent) return std::unexpected(reason_of(sent.error()));
    return {};
  }
  return std::unexpected(std::string("cannot find family compatible socket to send ntp packet"));
}

std::optional<Received> UdpNetwork::receive(Interval wait) {
  platform::Poller poller;
  for (const Opened& opened : sockets_) poller.add(opened.socket.fd());
  const auto ready = poller.wait(wait);
  if (!ready || ready->empty()) return std::nullopt;
  std::array<std::uint8_t, kLargestDatagram> buffer{};
  auto datagram = sockets_[ready->front().index].socket.receive(buffer);
  if (!datagram || !*datagram || (*datagram)->truncated) return std::nullopt;
  const auto& got = **datagram;
  const ClockReading at = got.kernel_stamp ? clock_->at_realtime(*got.kernel_stamp) : clock_->now();
  return Received{{got.bytes.begin(), got.bytes.end()}, got.remote, at};
}

}  // namespace foliot::oneshot

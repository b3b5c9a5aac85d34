#include "tools/ntpq/udp_channel.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>

#include "platform/machine_clock.hpp"
#include "platform/socket_address.hpp"
#include "platform/sys_error.hpp"
#include "tools/ntpq/look_up.hpp"

namespace foliot::ntpq {
namespace {

constexpr std::size_t kLargestDatagram = 2048;

platform::Fd connected_socket(const base::SocketAddress& address) {
  platform::Fd socket(::socket(platform::native_family(address.ip.family()), SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket) return socket;
  const platform::NativeAddress native = platform::to_native(address);
  if (::connect(socket.get(), native.get(), native.length) != 0) socket = platform::Fd();
  return socket;
}

}  // namespace

std::unexpected<ChannelError> UdpChannel::fail(const char* call) {
  reason_ = platform::last_error(call).text();
  return std::unexpected(ChannelError::failed);
}

std::expected<void, ChannelError> UdpChannel::open(const std::string& host, FamilyChoice family) {
  const auto addresses = look_up(host, family, port_);
  if (addresses.empty()) return std::unexpected(ChannelError::unknown_host);
  answered_ = false;
  last_sent_.clear();
  return connect_first(addresses);
}

std::expected<void, ChannelError> UdpChannel::connect_first(std::vector<base::SocketAddress> addresses) {
  while (!addresses.empty()) {
    platform::Fd socket = connected_socket(addresses.front());
    if (!socket) reason_ = platform::last_error("connect").text();
    addresses.erase(addresses.begin());
    if (!socket) continue;
    socket_ = std::move(socket);
    untried_ = std::move(addresses);
    return {};
  }
  return std::unexpected(ChannelError::failed);
}

std::expected<void, ChannelError> UdpChannel::send(std::span<const std::uint8_t> datagram) {
  last_sent_.assign(datagram.begin(), datagram.end());
  // An error that waits from an earlier datagram is told by the first call and is gone with it.
  for (int attempt = 0; attempt < 2; ++attempt) {
    if (::send(socket_.get(), datagram.data(), datagram.size(), 0) >= 0) return {};
    if (errno != ECONNREFUSED) break;
  }
  return fail("write");
}

std::expected<std::vector<std::uint8_t>, ChannelError> UdpChannel::receive(std::int64_t timeout_ms) {
  const std::int64_t deadline_ms = now_ms() + timeout_ms;
  for (;;) {
    const std::int64_t wait_ms = std::clamp<std::int64_t>(deadline_ms - now_ms(), 0, INT_MAX);
    std::array<pollfd, 2> waiting{{{.fd = socket_.get(), .events = POLLIN, .revents = 0},
                                   {.fd = interrupts_->fd(), .events = POLLIN, .revents = 0}}};
    const int ready = ::poll(waiting.data(), waiting.size(), static_cast<int>(wait_ms));
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0) return fail("poll");
    if (ready == 0) return std::unexpected(ChannelError::timed_out);
    if (waiting[1].revents != 0) return std::unexpected(ChannelError::interrupted);
    auto datagram = read();
    if (datagram || answered_ || untried_.empty()) return datagram;
    const std::vector<std::uint8_t> question = last_sent_;
    if (!connect_first(untried_) || !send(question)) return datagram;
  }
}

std::expected<std::vector<std::uint8_t>, ChannelError> UdpChannel::read() {
  std::array<std::uint8_t, kLargestDatagram> buffer{};
  const ssize_t size = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
  if (size < 0) return fail("read");
  answered_ = true;
  return std::vector<std::uint8_t>(buffer.begin(), buffer.begin() + size);
}

std::int64_t UdpChannel::now_ms() {
  constexpr std::int64_t kNanosecondsPerMs = 1'000'000;
  return platform::system_clock_reading().mono.nanoseconds() / kNanosecondsPerMs;
}

}  // namespace foliot::ntpq

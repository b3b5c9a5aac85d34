// UdpNetwork: the Network of the programs, a socket for each family.
#pragma once

#include <vector>

#include "platform/platform_clock.hpp"
#include "platform/udp_socket.hpp"
#include "tools/oneshot/network.hpp"

namespace foliot::oneshot {

class UdpNetwork final : public Network {
 public:
  /// clock: says when datagrams arrived; by the kernel's stamps where it gives them.
  explicit UdpNetwork(platform::PlatformClock& clock) : clock_(&clock) {}

  [[nodiscard]] std::expected<void, OpenError> open(std::optional<base::IpFamily> family,
                                                    std::uint16_t local_port) override;
  [[nodiscard]] bool has_route(const base::SocketAddress& address) override;
  [[nodiscard]] std::expected<void, std::string> send(const base::SocketAddress& to,
                                                      std::span<const std::uint8_t> bytes) override;
  [[nodiscard]] std::optional<Received> receive(Interval wait) override;

 private:
  struct Opened {
    base::IpFamily family;
    platform::UdpSocket socket;
  };
  platform::PlatformClock* clock_;
  std::vector<Opened> sockets_;
};

}  // namespace foliot::oneshot

// UdpChannel: the Channel of the program. One connected socket, so that only the server's own datagrams come in.
#pragma once

#include "base/ip_address.hpp"
#include "platform/fd.hpp"
#include "tools/ntpq/channel.hpp"
#include "tools/ntpq/interrupts.hpp"

namespace foliot::ntpq {

class UdpChannel final : public Channel {
 public:
  /// port: that servers listen on; 123 but for tests.
  /// Waiting ends when one of the interrupts comes that are held then.
  UdpChannel(std::uint16_t port, const Interrupts& interrupts) : port_(port), interrupts_(&interrupts) {}

  [[nodiscard]] std::expected<void, ChannelError> open(const std::string& host, FamilyChoice family) override;
  [[nodiscard]] std::expected<void, ChannelError> send(std::span<const std::uint8_t> datagram) override;
  /// When an address of the host refuses before it ever answered, the next one is tried with the same question.
  [[nodiscard]] std::expected<std::vector<std::uint8_t>, ChannelError> receive(std::int64_t timeout_ms) override;
  [[nodiscard]] std::int64_t now_ms() override;
  [[nodiscard]] std::string reason() const override { return reason_; }

 private:
  [[nodiscard]] std::expected<void, ChannelError> connect_first(std::vector<base::SocketAddress> addresses);
  [[nodiscard]] std::expected<std::vector<std::uint8_t>, ChannelError> read();
  [[nodiscard]] std::unexpected<ChannelError> fail(const char* call);

  std::uint16_t port_;
  const Interrupts* interrupts_;
  platform::Fd socket_;
  std::vector<base::SocketAddress> untried_;
  std::vector<std::uint8_t> last_sent_;
  bool answered_ = false;
  std::string reason_;
};

}  // namespace foliot::ntpq

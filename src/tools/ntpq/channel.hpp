// Channel: the seam to the network. The program speaks UDP through it, tests and fuzzers play the server.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace foliot::ntpq {

enum class FamilyChoice : std::uint8_t { any, v4, v6 };

enum class ChannelError : std::uint8_t {
  unknown_host,  ///< the name has no address
  timed_out,     ///< nothing came in time
  interrupted,   ///< the person does not want to wait any longer
  failed,        ///< the system refused; `Channel::reason` says why
};

class Channel {
 public:
  virtual ~Channel() = default;
  /// Makes `host` (name or address) the server that is talked to. A failure keeps the one before.
  [[nodiscard]] virtual std::expected<void, ChannelError> open(const std::string& host, FamilyChoice family) = 0;
  [[nodiscard]] virtual std::expected<void, ChannelError> send(std::span<const std::uint8_t> datagram) = 0;
  /// The next datagram of the server, waiting for it at most `timeout_ms`.
  [[nodiscard]] virtual std::expected<std::vector<std::uint8_t>, ChannelError> receive(std::int64_t timeout_ms) = 0;
  /// A clock that only runs forward, for the timeouts.
  [[nodiscard]] virtual std::int64_t now_ms() = 0;
  /// In words, why the last call `failed`.
  [[nodiscard]] virtual std::string reason() const = 0;
};

}  // namespace foliot::ntpq

// Network and names: the seams of the one-shot clients. The programs speak UDP, tests and fuzzers play the servers.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/ip_address.hpp"
#include "time/points.hpp"

namespace foliot::oneshot {

struct Received {
  std::vector<std::uint8_t> bytes;
  base::SocketAddress remote;
  ClockReading at;  ///< by the clock that is to be set
};

enum class OpenProblem : std::uint8_t { port_in_use, bind, socket };

struct OpenError {
  OpenProblem problem = OpenProblem::socket;
  std::string reason;  ///< of the system
};

class Network {
 public:
  virtual ~Network() = default;
  /// family: nothing for both. local_port: 0 for one that nobody can guess.
  [[nodiscard]] virtual std::expected<void, OpenError> open(std::optional<base::IpFamily> family,
                                                            std::uint16_t local_port) = 0;
  /// Whether there is a way to that address.
  [[nodiscard]] virtual bool has_route(const base::SocketAddress& address) = 0;
  /// The error is the system's text.
  [[nodiscard]] virtual std::expected<void, std::string> send(const base::SocketAddress& to,
                                                              std::span<const std::uint8_t> bytes) = 0;
  /// The next datagram; nothing after `wait`, or earlier when the system says so.
  [[nodiscard]] virtual std::optional<Received> receive(Interval wait) = 0;
};

struct LookUpError {
  bool name_server_failed = false;  ///< asking for other names will not help
  int code = 0;                     ///< of getaddrinfo(3)
  std::string text;
};

/// All addresses of a name, in the resolver's order, with `port`.
using LookUp = std::function<std::expected<std::vector<base::SocketAddress>, LookUpError>(
    const std::string& name, std::optional<base::IpFamily> family, std::uint16_t port)>;

/// getaddrinfo(3)
[[nodiscard]] std::expected<std::vector<base::SocketAddress>, LookUpError> look_up(const std::string& name,
                                                                                   std::optional<base::IpFamily> family,
                                                                                   std::uint16_t port);

}  // namespace foliot::oneshot

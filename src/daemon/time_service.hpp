// TimeService: what comes in on the service port, and what goes back (RFC 5905 section 9.2, RFC 9327).
//
// Requests (modes 1 and 3) are answered at once from the snapshot; mode 6 from the engine's views; replies
// (modes 2 and 4) belong to associations that send from this port. Everything else is dropped and counted.
#pragma once

#include <array>
#include <cstdint>

#include "engine/engine.hpp"
#include "platform/platform_clock.hpp"
#include "platform/udp_socket.hpp"
#include "server/reply.hpp"

namespace foliot::daemon {

struct ServiceCounts {
  std::uint64_t received = 0;
  std::uint64_t answered = 0;
  std::uint64_t control = 0;
  std::array<std::uint64_t, server::kServerDrops> drops{};
};

class TimeService {
 public:
  TimeService(platform::PlatformClock& clock, engine::Engine& engine) : clock_(clock), engine_(engine) {}

  /// Answers one datagram that came in on `socket`. Replies to our own requests are handed to the engine.
  void handle(platform::UdpSocket& socket, const platform::Datagram& datagram, engine::Actions& actions);

  [[nodiscard]] const ServiceCounts& counts() const { return counts_; }

 private:
  void answer_time(platform::UdpSocket& socket, const platform::Datagram& datagram, const ClockReading& arrival);
  void answer_control(platform::UdpSocket& socket, const platform::Datagram& datagram);

  platform::PlatformClock& clock_;
  engine::Engine& engine_;
  ServiceCounts counts_;
};

}  // namespace foliot::daemon

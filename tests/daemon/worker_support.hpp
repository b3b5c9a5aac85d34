// A clock that stands where a test puts it, sockets on the loopback interface, and clients that ask.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "access/restrict_rules.hpp"
#include "daemon/crew.hpp"
#include "support/packets.hpp"

namespace foliot::daemon {

inline constexpr Interval kPatience = Interval::from_nanoseconds(10'000'000'000);

class StandingClock final : public platform::PlatformClock {
 public:
  [[nodiscard]] ClockReading now() override {
    const auto at = Interval::from_nanoseconds(since_start_ns.load());
    return {MonoTime::from_nanoseconds(5'000'000'000'000) + at,
            WallTime::from_nanoseconds(1'700'000'000'000'000'000) + at};
  }
  [[nodiscard]] Frequency frequency() override { return {}; }
  [[nodiscard]] std::expected<void, clock::ClockError> apply(const discipline::ClockCommand&) override { return {}; }
  [[nodiscard]] Frequency max_frequency() const override { return kMaxFrequency; }
  using PlatformClock::at_realtime;
  [[nodiscard]] ClockReading at_realtime(WallTime, const ClockReading&) override { return now(); }

  void advance(double seconds) { since_start_ns += Interval::from_seconds(seconds).nanoseconds(); }
  std::atomic<std::int64_t> since_start_ns{0};
};

/// Of a server of stratum 2 that has just measured.
inline clock::TimeSnapshot good_time(StandingClock& clock) {
  clock::TimeSnapshot snapshot;
  snapshot.as_of = clock.now().mono;
  snapshot.void_after = snapshot.as_of + Interval::from_seconds(16);
  snapshot.leap = LeapIndicator::none;
  snapshot.stratum = 2;
  snapshot.reference = to_timestamp(clock.now().wall);
  return snapshot;
}

inline platform::UdpSocket open_server(const char* address = "127.0.0.1") {
  const auto ip = base::IpAddress::parse(address).value();
  platform::UdpOptions options{.family = ip.family(), .address = ip, .packet_info = true};
  options.transmit_stamps = platform::TransmitStamps::on_request;
  return platform::UdpSocket::open(options).value();
}

inline test::Bytes request_bytes(std::uint64_t nonce, wire::Mode mode = wire::Mode::client) {
  wire::Header header;
  header.version = 4;
  header.mode = mode;
  header.poll = 6;
  header.transmit = Timestamp::from_bits(nonce);
  return test::to_bytes(header);
}

/// Asks from a port of its own.
class Client {
 public:
  explicit Client(const base::SocketAddress& server, std::optional<base::IpAddress> from = {})
      : socket_(platform::UdpSocket::open({.family = server.ip.family(), .address = from, .connect = server}).value()) {
  }

  void send(std::span<const std::uint8_t> bytes) { EXPECT_TRUE(socket_.send(bytes)); }
  void ask(std::uint64_t nonce) { send(request_bytes(nonce)); }
  /// The next reply; nothing when none comes within `limit`.
  [[nodiscard]] std::optional<wire::Header> reply(Interval limit = kPatience) {
    const auto bytes = receive(limit);
    if (bytes.size() < wire::Header::kSize) return std::nullopt;
    wire::ByteReader in(bytes);
    return *wire::Header::parse(in);
  }
  [[nodiscard]] test::Bytes receive(Interval limit = kPatience) {
    platform::Poller poller;
    poller.add(socket_.fd());
    if (poller.wait(limit)->empty()) return {};
    std::array<std::uint8_t, 2048> buffer{};
    const auto datagram = socket_.receive(buffer);
    if (!datagram || !*datagram) return {};
    return {(*datagram)->bytes.begin(), (*datagram)->bytes.end()};
  }
  [[nodiscard]] base::SocketAddress address() const { return socket_.local_address().value(); }

 private:
  platform::UdpSocket socket_;
};

/// Orders that let everybody ask.
inline CrewOrders open_orders(WorkerSockets sockets = {}) {
  CrewOrders orders;
  orders.list = access::RestrictRules{}.build();
  orders.keys = std::make_shared<const auth::KeyRing>();
  orders.sockets = std::move(sockets);
  return orders;
}

}  // namespace foliot::daemon

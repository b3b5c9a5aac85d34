// A world for the one-shot clients: a clock that can be set, servers that answer, and time that only runs when waited.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "auth/mac.hpp"
#include "base/rng.hpp"
#include "clock/steerable_clock.hpp"
#include "tools/oneshot/network.hpp"
#include "wire/packet.hpp"

namespace foliot::oneshot {

inline constexpr std::int64_t kStart_ns = 1'571'834'650'000'000'000;  // 2019-10-23 12:44:10 UTC

/// Time itself; each reading takes a while, so that no two are equal.
struct WorldTime {
  std::int64_t ns = 0;  ///< since the start
  [[nodiscard]] WallTime truth() const { return WallTime::from_nanoseconds(kStart_ns + ns); }
};

class FakeClock final : public clock::SteerableClock {
 public:
  FakeClock(WorldTime& time, Interval error) : time_(&time), error_(error) {}
  [[nodiscard]] ClockReading now() override { return {MonoTime::from_nanoseconds(time_->ns), time_->truth() + error_}; }
  [[nodiscard]] Frequency frequency() override { return {}; }
  [[nodiscard]] std::expected<void, clock::ClockError> apply(const discipline::ClockCommand& command) override {
    if (refusal) return std::unexpected(*refusal);
    commands.push_back(command);
    if (const auto* step = std::get_if<discipline::Step>(&command)) error_ = error_ + step->shift;
    return {};
  }
  [[nodiscard]] Frequency max_frequency() const override { return Frequency::from_ppm(500); }

  std::vector<discipline::ClockCommand> commands;
  std::optional<clock::ClockError> refusal;

 private:
  WorldTime* time_;
  Interval error_;
};

/// A server as a test wants it. `spoil` may change the answer's header at last.
struct FakeServer {
  Interval error;  ///< of its clock
  std::uint8_t stratum = 2;
  Interval one_way = Interval::from_seconds(0.010);
  int answers = 1000;  ///< how many it gives before it falls silent
  const auth::SymmetricKey* key = nullptr;
  std::function<void(wire::Header&)> spoil = {};
  int asked = 0;
};

class FakeNetwork final : public Network {
 public:
  explicit FakeNetwork(WorldTime& time, FakeClock& clock) : time_(&time), clock_(&clock) {}

  [[nodiscard]] std::expected<void, OpenError> open(std::optional<base::IpFamily>, std::uint16_t port) override {
    local_port = port;
    if (open_error) return std::unexpected(*open_error);
    return {};
  }
  [[nodiscard]] bool has_route(const base::SocketAddress& address) override { return !unroutable.contains(address); }
  [[nodiscard]] std::expected<void, std::string> send(const base::SocketAddress& to,
                                                      std::span<const std::uint8_t> bytes) override {
    sent_at_s.push_back(static_cast<double>(time_->ns) * 1e-9);
    const auto found = servers.find(to);
    if (found == servers.end()) return {};
    FakeServer& server = found->second;
    if (++server.asked > server.answers) return {};
    answer(to, server, bytes);
    return {};
  }
  [[nodiscard]] std::optional<Received> receive(Interval wait) override {
    const std::int64_t until = time_->ns + std::max<std::int64_t>(wait.nanoseconds(), 0) + 1;
    if (queue_.empty() || queue_.front().first > until) {
      time_->ns = until;
      return std::nullopt;
    }
    auto [at_ns, received] = queue_.front();
    queue_.pop_front();
    time_->ns = std::max(time_->ns, at_ns);
    received.at = clock_->now();
    return received;
  }

  std::map<base::SocketAddress, FakeServer> servers;
  std::map<base::SocketAddress, bool> unroutable;
  std::optional<OpenError> open_error;
  std::optional<std::uint16_t> local_port;
  std::vector<double> sent_at_s;

 private:
  void answer(const base::SocketAddress& from, const FakeServer& server, std::span<const std::uint8_t> request) {
    const auto packet = wire::parse_packet(request);
    if (!packet) return;
    const WallTime there = time_->truth() + server.one_way + server.error;
    wire::Header header;
    header.version = packet->header.version;
    header.mode = wire::Mode::server;
    header.stratum = server.stratum;
    header.precision = -20;
    header.reference_id = wire::ReferenceId::from_text("GPS");
    header.reference = to_timestamp(there - Interval::from_seconds(16));
    header.origin = packet->header.transmit;
    header.receive = to_timestamp(there);
    header.transmit = to_timestamp(there + Interval::from_seconds(0.00005));
    if (server.spoil) server.spoil(header);
    std::array<std::uint8_t, 128> buffer{};
    wire::ByteWriter out(buffer);
    header.write_to(out);
    if (server.key != nullptr) auth::seal(out, *server.key);
    const std::int64_t back_ns = time_->ns + 2 * server.one_way.nanoseconds() + 50'000;
    queue_.emplace_back(back_ns, Received{{out.written().begin(), out.written().end()}, from, {}});
    std::ranges::stable_sort(queue_, {}, [](const auto& each) { return each.first; });
  }

  WorldTime* time_;
  FakeClock* clock_;
  std::deque<std::pair<std::int64_t, Received>> queue_;
};

inline base::SocketAddress address(std::uint8_t last, std::uint16_t port = 123) {
  return {base::IpAddress::v4(192, 0, 2, last), port};
}

inline auth::SymmetricKey make_key(std::uint32_t id, std::string_view secret) {
  auth::SymmetricKey key;
  key.id = id;
  for (const char c : secret) key.secret.push_back(static_cast<std::uint8_t>(c));
  return key;
}

/// Names `a.example` (192.0.2.1), `b.example` (.2), `two.example` (.1 and .2); `down.example`: no name server.
inline std::expected<std::vector<base::SocketAddress>, LookUpError> fake_look_up(const std::string& name,
                                                                                 std::optional<base::IpFamily>,
                                                                                 std::uint16_t port) {
  if (name == "a.example") return std::vector{address(1, port)};
  if (name == "b.example") return std::vector{address(2, port)};
  if (name == "c.example") return std::vector{address(3, port)};
  if (name == "two.example") return std::vector{address(1, port), address(2, port)};
  if (name == "down.example") return std::unexpected(LookUpError{true, -3, "Temporary failure in name resolution"});
  return std::unexpected(LookUpError{false, -2, "Name or service not known"});
}

}  // namespace foliot::oneshot

#include "sim/server_model.hpp"

#include <cmath>

#include "clock/time_snapshot.hpp"
#include "server/reply.hpp"

namespace foliot::sim {
namespace {

constexpr Interval kSecond = Interval::from_nanoseconds(1'000'000'000);

/// What a server of this model would publish.
clock::TimeSnapshot snapshot_of(const ServerModel& server, Timestamp server_time) {
  clock::TimeSnapshot snapshot;
  snapshot.void_after = MonoTime{} + kSecond;
  snapshot.leap = server.leap;
  snapshot.stratum = server.stratum;
  snapshot.precision = server.precision;
  snapshot.reference_id = wire::ReferenceId::from_text(server.stratum == 1 ? "GPS" : "\x0a\x00\x00\x01");
  snapshot.reference = server_time + -kSecond;
  snapshot.root_delay = Interval::from_seconds(server.root_delay_s);
  snapshot.root_dispersion = Interval::from_seconds(server.root_dispersion_s);
  return snapshot;
}

Timestamp stamp(const ServerModel& server, WallTime server_time, Draws& draws) {
  WallTime shown = server_time;
  if (server.noise_s > 0) shown = shown + Interval::from_seconds(server.noise_s * draws.normal());
  if (server.quantum_s > 0) {
    const auto quantum_ns = static_cast<std::int64_t>(std::max(1.0, server.quantum_s * 1e9));
    shown = WallTime::from_nanoseconds(shown.nanoseconds() / quantum_ns * quantum_ns);
  }
  return to_timestamp(shown);
}

}  // namespace

bool ServerModel::is_truthful(double since_s) const {
  return std::abs(error_s(since_s)) <= root_delay_s / 2 + root_dispersion_s + std::ldexp(1.0, precision);
}

std::vector<std::uint8_t> answer(const ServerModel& server, std::span<const std::uint8_t> request, WallTime now,
                                 double since_s, Draws& draws) {
  if (!server.alive) return {};
  const WallTime server_time = now + Interval::from_seconds(server.error_s(since_s));
  const Timestamp received = stamp(server, server_time, draws);
  auto reply = server::make_reply(request, received, MonoTime{}, snapshot_of(server, received));
  if (!reply) return {};
  server::finish(*reply, received);
  const auto bytes = reply->view();
  return {bytes.begin(), bytes.end()};
}

}  // namespace foliot::sim

// What the statistics files are told: each correction of the clock, each measurement, each packet.
#include "control/status_word.hpp"
#include "engine/engine.hpp"

namespace foliot::engine {

bool Engine::records(config::Statistics kind) const {
  return config_.switches.stats && config_.filegens[static_cast<std::size_t>(kind)].is_enabled();
}

void Engine::record_loop(double offset_s, int poll_log2_s, Actions& out) const {
  if (!records(config::Statistics::loopstats)) return;
  out.emplace_back(Record{control::LoopRecord{.offset_s = offset_s,
                                              .frequency = discipline_.frequency(),
                                              .jitter_s = system_.offset_sd_s,
                                              .wander_ppm = system_.wander * 1e6,
                                              .time_constant_log2_s = poll_log2_s}});
}

void Engine::record_source(std::size_t slot, const Source& source, const ClockReading& now, Actions& out) const {
  if (!records(config::Statistics::peerstats)) return;
  control::PeerRecord record{.source = source.association.remote().ip,
                             .status = control::status_of(peer_view(slot, source)).encode()};
  if (const auto estimate = estimator_.estimate(slot, now.mono)) {
    record.offset_s = estimate->offset_s + timeline_.ahead_of_clock_s(now);
    record.delay_s = estimate->delay_s;
    record.dispersion_s = estimate->dispersion_s;
    record.jitter_s = estimate->jitter_s;
  }
  out.emplace_back(Record{record});
}

/// The times of ours are put on the steered clock, whose time the file is in.
void Engine::record_packet(const Source& source, const ClockReading& now, Actions& out) const {
  const association::ServerState& server = source.association.server();
  if (!records(config::Statistics::rawstats) || !server.received_at) return;
  const auto on_clock = [&now](MonoTime time) { return to_timestamp(now.wall + (time - now.mono)); };
  control::RawRecord record;
  record.source = source.association.remote().ip;
  if (source.local.port != 0) record.destination = source.local.ip;
  if (server.asked_at) record.origin = on_clock(*server.asked_at);
  record.receive = server.receive;
  record.transmit = server.transmit;
  record.arrival = on_clock(*server.received_at);
  record.leap = server.leap;
  record.version = server.version;
  record.mode = server.mode;
  record.stratum = server.stratum;
  record.poll_log2_s = server.poll;
  record.precision_log2_s = server.precision;
  record.root_delay_s = server.root_delay.seconds();
  record.root_dispersion_s = server.root_dispersion.seconds();
  record.reference_id = server.reference_id;
  out.emplace_back(Record{record});
}

}  // namespace foliot::engine

// Mode 5, both ends: what a broadcast server sends and what a client takes from it. Verify, then commit.
#include <algorithm>
#include <cmath>

#include "association/association.hpp"
#include "association/packet_tests.hpp"
#include "auth/mac.hpp"

namespace foliot::association {

std::optional<Request> Association::on_broadcast_timer(const OwnState& own, base::Rng& rng) {
  if (!poll_.on_timer(own.now.mono, rng)) return std::nullopt;
  if (own.header.leap == LeapIndicator::unsynchronized || (options_.key_id && !key_)) return std::nullopt;
  wire::Header header = own.header;
  header.version = options_.version;
  header.mode = wire::Mode::broadcast;
  header.poll = static_cast<std::int8_t>(poll_.host_poll().log2_s());
  header.transmit = to_timestamp(own.now.wall);
  ++sent_;
  Request request;
  request.nonce = header.transmit;
  wire::ByteWriter out(request.bytes);
  header.write_to(out);
  if (options_.key_id) auth::seal(out, *key_);
  request.size = out.size();
  return request;
}

void Association::begin_broadcast_client(const BroadcastOptions& options) {
  broadcast_ = BroadcastPath(options);
}

void Association::on_listening_timer(MonoTime now, base::Rng& rng) {
  static_cast<void>(poll_.on_timer(now, rng));
}

std::expected<Reply, Drop> Association::on_broadcast(std::span<const std::uint8_t> bytes, MonoTime t4,
                                                     const Timebase& timebase) {
  ++received_;
  const auto reply = judge_broadcast(bytes, t4, timebase);
  if (reply) {
    last_drop_.reset();
  } else {
    count(reply.error());
  }
  return reply;
}

std::expected<Reply, Drop> Association::judge_broadcast(std::span<const std::uint8_t> bytes, MonoTime t4,
                                                        const Timebase& timebase) {
  const auto packet = wire::parse_packet(bytes);
  if (!packet) return std::unexpected(to_drop(packet.error()));
  const wire::Header& header = packet->header;
  if (header.version > options_.version) return std::unexpected(Drop::wrong_version);
  if (header.mode != wire::Mode::broadcast) return std::unexpected(Drop::wrong_mode);
  if (const auto drop = broadcast_.refuse(header.transmit, t4, options_.minpoll.interval())) {
    return std::unexpected(*drop);
  }
  if (!is_authentic(*packet, bytes)) return std::unexpected(Drop::bad_authentication);
  broadcast_.take(header.transmit, t4);
  if (!broadcast_.listening()) return Reply{};  // the exchanges tell more
  show(header, t4);
  if (!is_synchronized(header)) return std::unexpected(Drop::unsynchronized);
  if (!has_sane_root(header)) return std::unexpected(Drop::bad_root_distance);
  poll_.on_valid_reply();
  estimate::Sample sample;
  sample.at = t4;
  const Timestamp arrival = on_timeline(t4, timebase.zero);
  sample.offset_s = (header.transmit - arrival).seconds() + broadcast_.delay_s() / 2 + options_.bias_s;
  sample.delay_s = broadcast_.delay_s();
  sample.precision_s = std::ldexp(1.0, usable_precision(timebase.precision)) +
                       std::ldexp(1.0, usable_precision(header.precision)) + broadcast_.uncertainty_s();
  sample.has_round_trip = false;
  return Reply{sample, std::nullopt};
}

}  // namespace foliot::association

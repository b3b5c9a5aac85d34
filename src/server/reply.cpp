// fast_xmit of RFC 5905 A.5.3: nothing is kept of a request but what its reply echoes.
#include "server/reply.hpp"

#include <algorithm>
#include <cmath>

#include "time/poll_exponent.hpp"
#include "wire/kiss_code.hpp"
#include "wire/packet.hpp"

namespace foliot::server {
namespace {

constexpr std::size_t kTransmitOffset = 40;  // RFC 5905 figure 8

ServerDrop to_drop(wire::ParseError error) {
  if (error == wire::ParseError::unsupported_version) return ServerDrop::unknown_version;
  if (error == wire::ParseError::unsupported_mode) return ServerDrop::not_a_request;
  return ServerDrop::malformed;
}

std::expected<wire::Header, ServerDrop> parse_request(std::span<const std::uint8_t> bytes) {
  const auto packet = wire::parse_packet(bytes);
  if (!packet) return std::unexpected(to_drop(packet.error()));
  const wire::Mode mode = packet->header.mode;
  if (mode != wire::Mode::client && mode != wire::Mode::symmetric_active) {
    return std::unexpected(ServerDrop::not_a_request);
  }
  return packet->header;
}

bool has_time(const clock::TimeSnapshot& snapshot) {
  return snapshot.leap != LeapIndicator::unsynchronized && snapshot.stratum > 0 && snapshot.stratum < wire::kMaxStratum;
}

/// At stratum 0 a reference id reads as a kiss code, so an upstream's address must not stand there: one of
/// them spells DENY.
wire::ReferenceId kiss_text(const clock::TimeSnapshot& snapshot) {
  const bool is_reason = !has_time(snapshot) && wire::to_kiss_code(snapshot.reference_id) == wire::KissCode::other;
  return is_reason ? snapshot.reference_id : wire::ReferenceId::from_text("INIT");
}

/// The bound at `now`: what it was, what it has grown since, and how coarsely our own clock reads.
Interval aged_dispersion(const clock::TimeSnapshot& snapshot, MonoTime now) {
  const double age_s = std::max(0.0, (now - snapshot.as_of).seconds());
  const double growth_s = age_s * std::max(0.0, snapshot.dispersion_rate);
  return snapshot.root_dispersion + Interval::from_seconds(growth_s + std::ldexp(1.0, snapshot.precision));
}

}  // namespace

std::expected<ReplyBytes, ServerDrop> make_reply(std::span<const std::uint8_t> request, Timestamp received,
                                                 MonoTime now, const clock::TimeSnapshot& snapshot) {
  const auto asked = parse_request(request);
  if (!asked) return std::unexpected(asked.error());
  const bool synchronized = has_time(snapshot) && now <= snapshot.void_after;
  wire::Header header;
  header.leap = synchronized ? snapshot.leap : LeapIndicator::unsynchronized;
  header.version = asked->version;
  header.mode = asked->mode == wire::Mode::client ? wire::Mode::server : wire::Mode::symmetric_passive;
  header.stratum = synchronized ? snapshot.stratum : std::uint8_t{0};
  header.poll = static_cast<std::int8_t>(PollExponent(asked->poll).log2_s());
  header.precision = snapshot.precision;
  header.root_delay = ShortInterval::ceil(snapshot.root_delay);
  header.root_dispersion = ShortInterval::ceil(aged_dispersion(snapshot, now));
  header.reference_id = synchronized ? snapshot.reference_id : kiss_text(snapshot);
  header.reference = snapshot.reference;
  header.origin = asked->transmit;
  header.receive = received;
  ReplyBytes reply;
  wire::ByteWriter out(reply.bytes);
  header.write_to(out);
  return reply;
}

void set_transmit(ReplyBytes& reply, Timestamp transmit) {
  wire::ByteWriter out(std::span(reply.bytes).subspan(kTransmitOffset));
  out.be(transmit.bits());
}

}  // namespace foliot::server

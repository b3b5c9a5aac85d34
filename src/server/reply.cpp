// fast_xmit of RFC 5905 A.5.3: nothing is kept of a request but what its reply echoes.
#include "server/reply.hpp"

#include <algorithm>
#include <cmath>

#include "auth/mac.hpp"
#include "time/poll_exponent.hpp"
#include "wire/kiss_code.hpp"

namespace foliot::server {
namespace {

constexpr std::size_t kReferenceOffset = 16;  // RFC 5905 figure 8
constexpr std::size_t kOriginOffset = 24;
constexpr std::size_t kReceiveOffset = 32;
constexpr std::size_t kTransmitOffset = 40;

ServerDrop to_drop(wire::ParseError error) {
  if (error == wire::ParseError::unsupported_version) return ServerDrop::unknown_version;
  if (error == wire::ParseError::unsupported_mode) return ServerDrop::not_a_request;
  return ServerDrop::malformed;
}

wire::Mode answering(wire::Mode asked) {
  return asked == wire::Mode::client ? wire::Mode::server : wire::Mode::symmetric_passive;
}

std::int8_t to_poll(int log2_s) {
  return static_cast<std::int8_t>(PollExponent(log2_s).log2_s());
}

ReplyBytes to_reply(const wire::Header& header) {
  ReplyBytes reply;
  wire::ByteWriter out(reply.bytes);
  header.write_to(out);
  return reply;
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

std::expected<wire::Packet, ServerDrop> parse_request(std::span<const std::uint8_t> bytes) {
  auto packet = wire::parse_packet(bytes);
  if (!packet) return std::unexpected(to_drop(packet.error()));
  const wire::Mode mode = packet->header.mode;
  if (mode != wire::Mode::client && mode != wire::Mode::symmetric_active) {
    return std::unexpected(ServerDrop::not_a_request);
  }
  return *packet;
}

std::expected<ReplyBytes, ServerDrop> make_reply(std::span<const std::uint8_t> request, Timestamp received,
                                                 MonoTime now, const clock::TimeSnapshot& snapshot) {
  const auto asked = parse_request(request);
  if (!asked) return std::unexpected(asked.error());
  return make_reply(asked->header, received, now, snapshot);
}

ReplyBytes make_reply(const wire::Header& asked, Timestamp received, MonoTime now,
                      const clock::TimeSnapshot& snapshot) {
  const bool synchronized = has_time(snapshot) && now <= snapshot.void_after;
  wire::Header header;
  header.leap = synchronized ? snapshot.leap : LeapIndicator::unsynchronized;
  header.version = asked.version;
  header.mode = answering(asked.mode);
  header.stratum = synchronized ? snapshot.stratum : std::uint8_t{0};
  header.poll = to_poll(asked.poll);
  header.precision = snapshot.precision;
  header.root_delay = ShortInterval::ceil(snapshot.root_delay);
  header.root_dispersion = ShortInterval::ceil(aged_dispersion(snapshot, now));
  header.reference_id = synchronized ? snapshot.reference_id : kiss_text(snapshot);
  const Interval smear = snapshot.smear_at(now);
  header.reference = snapshot.reference + smear;
  header.origin = asked.transmit;
  header.receive = Timestamp::from_bits((received + smear).bits() & kNamesReply);
  ReplyBytes reply = to_reply(header);
  reply.smear = smear;
  return reply;
}

ReplyBytes make_kiss(const wire::Header& asked, int headway_log2_s) {
  wire::Header header;
  header.leap = LeapIndicator::unsynchronized;
  header.version = asked.version;
  header.mode = answering(asked.mode);
  header.stratum = 0;
  header.poll = to_poll(std::max<int>(asked.poll, headway_log2_s));
  header.precision = asked.precision;
  header.reference_id = wire::ReferenceId::from_text("RATE");
  header.origin = asked.transmit;
  header.receive = asked.transmit;
  header.transmit = asked.transmit;
  ReplyBytes kiss = to_reply(header);
  kiss.is_kiss = true;
  return kiss;
}

void fuzz_reference(ReplyBytes& reply, Timestamp received, std::uint32_t noise) {
  const auto field = std::span(reply.bytes).subspan<kReferenceOffset, sizeof(std::uint64_t)>();
  wire::ByteReader in(field);
  const auto exact = in.be<std::uint64_t>();
  if (reply.is_kiss || exact == 0) return;
  Timestamp fuzzed = Timestamp::from_bits((exact & ~std::uint64_t{0xffff'ffff}) | noise);
  if ((received - fuzzed).raw() < 0) fuzzed = fuzzed + Interval::from_seconds(-1);
  wire::ByteWriter out(field);
  out.be(fuzzed.bits());
}

bool asks_interleaved(const wire::Header& asked) {
  return asked.mode == wire::Mode::client && !asked.origin.is_unknown() && !asked.receive.is_unknown() &&
         asked.receive != asked.transmit;
}

void interleave(ReplyBytes& reply, const wire::Header& asked, Timestamp transmit) {
  wire::ByteWriter origin(std::span(reply.bytes).subspan<kOriginOffset, sizeof(std::uint64_t)>());
  origin.be(asked.receive.bits());
  wire::ByteWriter out(std::span(reply.bytes).subspan<kTransmitOffset, sizeof(std::uint64_t)>());
  out.be(transmit.bits());
  reply.is_interleaved = true;
}

Timestamp receive_of(std::span<const std::uint8_t, wire::Header::kSize> reply) {
  wire::ByteReader in(reply.subspan<kReceiveOffset>());
  return Timestamp::from_bits(in.be<std::uint64_t>());
}

void add_crypto_nak(ReplyBytes& reply) {
  reply.size = wire::Header::kSize + sizeof(std::uint32_t);  // the rest of the bytes is zero
}

void finish(ReplyBytes& reply, Timestamp transmit) {
  wire::ByteWriter out(reply.bytes);
  if (reply.is_kiss || reply.is_interleaved) {
    out.skip(wire::Header::kSize);
  } else {
    out.skip(kTransmitOffset);
    out.be((transmit + reply.smear).bits());
  }
  if (reply.key == nullptr) return;
  auth::seal(out, *reply.key, reply.digest_octets);
  reply.size = out.size();
}

}  // namespace foliot::server

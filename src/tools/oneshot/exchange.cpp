#include "tools/oneshot/exchange.hpp"

#include <array>

#include "auth/mac.hpp"
#include "wire/packet.hpp"

namespace foliot::oneshot {

std::vector<std::uint8_t> make_request(Timestamp nonce, const RequestForm& form) {
  constexpr std::int8_t kClassicPoll_log2_s = 3;
  constexpr std::int8_t kClassicPrecision_log2_s = -6;
  wire::Header header;
  header.leap = LeapIndicator::unsynchronized;
  header.version = form.version;
  header.mode = wire::Mode::client;
  header.poll = kClassicPoll_log2_s;
  header.precision = kClassicPrecision_log2_s;
  header.root_delay = ShortInterval::ceil(Interval::from_seconds(1));
  header.root_dispersion = ShortInterval::ceil(Interval::from_seconds(1));
  header.transmit = nonce;
  std::array<std::uint8_t, wire::Header::kSize + wire::kMaxOldMacLength> buffer{};
  wire::ByteWriter out(buffer);
  header.write_to(out);
  if (form.key != nullptr) auth::seal(out, *form.key);
  const auto written = out.written();
  return {written.begin(), written.end()};
}

std::expected<wire::Header, Refusal> read_reply(std::span<const std::uint8_t> bytes, Timestamp nonce,
                                                const auth::SymmetricKey* key) {
  const auto packet = wire::parse_packet(bytes);
  if (!packet) return std::unexpected(Refusal::malformed);
  const wire::Header& header = packet->header;
  const bool is_reply = header.mode == wire::Mode::server || header.mode == wire::Mode::symmetric_passive;
  if (!is_reply || header.stratum >= wire::kMaxStratum) return std::unexpected(Refusal::wrong_mode);
  if (nonce.is_unknown() || header.origin != nonce) return std::unexpected(Refusal::wrong_origin);
  if (key != nullptr && (!packet->mac || !auth::verifies(*key, bytes, *packet->mac))) {
    return std::unexpected(Refusal::unauthentic);
  }
  return header;
}

bool has_times(const wire::Header& reply) {
  return !reply.receive.is_unknown() && (reply.transmit - reply.receive) >= Interval{};
}

Measurement measure(const wire::Header& reply, Timestamp sent, Timestamp arrived) {
  const Interval out = reply.receive - sent;
  const Interval back = reply.transmit - arrived;
  return {.offset = out.half() + back.half(), .delay = out - back};
}

}  // namespace foliot::oneshot

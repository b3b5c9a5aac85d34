// The fixed header, field by field in wire order (RFC 5905 figure 8).
#include "wire/header.hpp"

namespace foliot::wire {

std::expected<Header, ParseError> Header::parse(ByteReader& in) {
  Header header;
  const auto first = in.be<std::uint8_t>();
  header.leap = static_cast<LeapIndicator>(first >> 6U);
  header.version = version_of(first);
  header.mode = mode_of(first);
  header.stratum = in.be<std::uint8_t>();
  header.poll = static_cast<std::int8_t>(in.be<std::uint8_t>());
  header.precision = static_cast<std::int8_t>(in.be<std::uint8_t>());
  header.root_delay = ShortInterval::from_bits(in.be<std::uint32_t>());
  header.root_dispersion = ShortInterval::from_bits(in.be<std::uint32_t>());
  header.reference_id = ReferenceId::from_bits(in.be<std::uint32_t>());
  header.reference = Timestamp::from_bits(in.be<std::uint64_t>());
  header.origin = Timestamp::from_bits(in.be<std::uint64_t>());
  header.receive = Timestamp::from_bits(in.be<std::uint64_t>());
  header.transmit = Timestamp::from_bits(in.be<std::uint64_t>());
  if (!in.ok()) return std::unexpected(ParseError::truncated);
  return header;
}

void Header::write_to(ByteWriter& out) const {
  const auto leap_bits = static_cast<unsigned>(leap) << 6U;
  const auto version_bits = (version & 7U) << 3U;
  out.be(static_cast<std::uint8_t>(leap_bits | version_bits | static_cast<unsigned>(mode)));
  out.be(stratum);
  out.be(static_cast<std::uint8_t>(poll));
  out.be(static_cast<std::uint8_t>(precision));
  out.be(root_delay.bits());
  out.be(root_dispersion.bits());
  out.be(reference_id.bits());
  out.be(reference.bits());
  out.be(origin.bits());
  out.be(receive.bits());
  out.be(transmit.bits());
}

}  // namespace foliot::wire

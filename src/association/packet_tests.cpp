#include "association/packet_tests.hpp"

#include <algorithm>

namespace foliot::association {
namespace {

constexpr Interval kMaxDispersion = Interval::from_seconds(16);  // RFC 5905 section 7.2: MAXDISP

}  // namespace

Drop to_drop(wire::ParseError error) {
  if (error == wire::ParseError::unsupported_version) return Drop::wrong_version;
  if (error == wire::ParseError::unsupported_mode) return Drop::wrong_mode;
  return Drop::malformed;
}

std::optional<wire::KissCode> obeyed_kiss(const wire::Header& header) {
  if (header.stratum != 0) return std::nullopt;
  const wire::KissCode code = wire::to_kiss_code(header.reference_id);
  const bool obeyed = code == wire::KissCode::deny || code == wire::KissCode::rstr || code == wire::KissCode::rate;
  return obeyed ? std::optional(code) : std::nullopt;
}

bool is_synchronized(const wire::Header& header) {
  return header.leap != LeapIndicator::unsynchronized && header.stratum > 0 && header.stratum < wire::kMaxStratum;
}

bool has_sane_root(const wire::Header& header) {
  const Interval distance = header.root_delay.interval().half() + header.root_dispersion.interval();
  // In interleaved mode the transmit timestamp is that of the reply before.
  const Interval age = std::max(header.transmit - header.reference, header.receive - header.reference);
  const bool in_order = header.reference.is_unknown() || age >= Interval{};
  return distance < kMaxDispersion && in_order;
}

}  // namespace foliot::association

#include "sim/attacker.hpp"

#include "wire/header.hpp"

namespace foliot::sim {

std::optional<std::vector<std::uint8_t>> attack(const AttackerModel& attacker, const SeenReplies& seen, TrueTime now,
                                                Draws& draws) {
  if (attacker.kind == AttackKind::replay) {
    if (seen.empty()) return std::nullopt;
    return seen[static_cast<std::size_t>(draws.below(static_cast<int>(seen.size())))];
  }
  const bool is_kiss = attacker.kind == AttackKind::kiss;
  wire::Header header;
  header.mode = wire::Mode::server;
  header.leap = is_kiss ? LeapIndicator::unsynchronized : LeapIndicator::none;
  header.stratum = is_kiss ? 0 : 1;
  header.poll = is_kiss ? 17 : 6;
  header.precision = -23;
  header.reference_id = is_kiss ? attacker.kiss : wire::ReferenceId::from_text("GPS");
  header.origin = Timestamp::from_bits(draws.bits());
  header.receive = to_timestamp(now + Interval::from_seconds(attacker.offset_s));
  header.transmit = header.receive;
  header.reference = header.receive;
  std::vector<std::uint8_t> bytes(wire::Header::kSize);
  wire::ByteWriter out(bytes);
  header.write_to(out);
  return bytes;
}

}  // namespace foliot::sim

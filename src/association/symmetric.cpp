#include "association/symmetric.hpp"

#include <algorithm>

namespace foliot::association {
namespace {

constexpr int kFractionBits = 32;
constexpr int kLeastRandomBits = 4;
constexpr int kMostRandomBits = 16;  // 15 us: what a clock of the coarsest usual precision reads

std::uint64_t random_mask(std::int8_t precision) {
  const int bits = std::clamp(kFractionBits + precision, kLeastRandomBits, kMostRandomBits);
  return (std::uint64_t{1} << static_cast<unsigned>(bits)) - 1;
}

}  // namespace

void SymmetricState::stamp(wire::Header& header, const ClockReading& now, const Rate& rate, base::Rng& rng) {
  const Timestamp exact = to_timestamp(now.wall);
  const std::uint64_t mask = random_mask(header.precision);
  header.transmit = Timestamp::from_bits(std::max<std::uint64_t>((exact.bits() & ~mask) | (rng.next_u64() & mask), 1));
  header.origin = heard_ ? heard_->transmit : Timestamp{};
  header.receive = Timestamp{};
  if (heard_) {
    const double held_s = (now.mono - heard_->arrival).seconds() * (1 + rate.frequency.ratio());
    header.receive = exact + Interval::from_seconds(-held_s);
  }
  if (sent_.full()) sent_.erase_at(0);
  sent_.push_back({header.transmit, now.mono});
  answered_ = false;
}

void SymmetricState::on_transmitted(Timestamp transmit, MonoTime t1) {
  for (Sent& sent : sent_) {
    if (sent.transmit == transmit) sent.t1 = t1;
  }
}

std::optional<Drop> SymmetricState::refuse(const wire::Header& header, bool chain_lost) const {
  if (header.transmit.is_unknown()) return Drop::unanswered_timestamps;
  if (header.transmit == last_heard_) return Drop::duplicate;
  if (!sent_.empty() && !answered_ && sent_.back().transmit == header.origin) {
    return header.receive.is_unknown() ? std::optional(Drop::unanswered_timestamps) : std::nullopt;
  }
  const bool names_one = std::ranges::any_of(sent_, [&](const Sent& one) { return one.transmit == header.origin; });
  const bool is_newer = last_heard_.is_unknown() || header.transmit - last_heard_ > Interval{};
  if (is_newer && (names_one || chain_lost)) return std::nullopt;
  return Drop::bogus_origin;
}

std::optional<MonoTime> SymmetricState::take_answer(const wire::Header& header) {
  if (sent_.empty() || answered_ || sent_.back().transmit != header.origin) return std::nullopt;
  answered_ = true;
  return sent_.back().t1;
}

void SymmetricState::hear(const wire::Header& header, MonoTime arrival) {
  heard_ = Heard{header.transmit, arrival};
  last_heard_ = header.transmit;
}

void SymmetricState::clear() {
  sent_.clear();
  answered_ = false;
  heard_.reset();
}

}  // namespace foliot::association

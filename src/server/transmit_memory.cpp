#include "server/transmit_memory.hpp"

#include <bit>
#include <utility>

namespace foliot::server {

TransmitMemory::TransmitMemory(base::Rng& rng) : hash_(rng), places_(std::make_unique<std::array<Sent, kPlaces>>()) {}

TransmitMemory::Sent& TransmitMemory::place(Timestamp receive) {
  static_assert(std::has_single_bit(kPlaces));
  constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15U;  // 2^64 / golden ratio: spreads the bits (Knuth, vol. 3, 6.4)
  constexpr unsigned kShift = 64 - std::countr_zero(kPlaces);
  return (*places_)[(receive.bits() * kOdd) >> kShift];
}

void TransmitMemory::remember(const base::IpAddress& client, Timestamp receive, Timestamp transmit, Interval smear) {
  place(receive) = {.client = hash_.of(client), .receive = receive, .transmit = transmit, .smear = smear};
}

void TransmitMemory::correct(Timestamp receive, Timestamp transmit) {
  Sent& sent = place(receive);
  if (sent.receive == receive) sent.transmit = transmit;
}

std::optional<Timestamp> TransmitMemory::take(const base::IpAddress& client, Timestamp receive) {
  Sent& sent = place(receive);
  if (receive.is_unknown() || sent.receive != receive || sent.client != hash_.of(client)) return std::nullopt;
  const Sent taken = std::exchange(sent, Sent{});
  return taken.transmit + taken.smear;
}

void TransmitMemory::clear() {
  places_->fill(Sent{});
}

}  // namespace foliot::server

#include "engine/leap_smear.hpp"

#include <cmath>
#include <cstdint>
#include <numbers>

namespace foliot::engine {

Interval leap_smear(LeapIndicator pending, double before_s, double interval_s) {
  const bool inserts = pending == LeapIndicator::insert_second;
  if (!inserts && pending != LeapIndicator::delete_second) return {};
  if (!(interval_s > 0) || before_s < 0 || before_s >= interval_s) return {};
  const double progress = 1 - before_s / interval_s;
  const double share = (1 - std::cos(std::numbers::pi * progress)) / 2;
  return Interval::from_seconds(inserts ? -share : share);
}

wire::ReferenceId smear_reference_id(Interval smear) {
  constexpr std::int64_t kHalf = 0x200;
  const auto fixed = static_cast<std::uint32_t>((smear.raw() + kHalf) >> 10) & 0xff'ffffU;
  return wire::ReferenceId::from_bits(0xfe00'0000U | fixed);
}

}  // namespace foliot::engine

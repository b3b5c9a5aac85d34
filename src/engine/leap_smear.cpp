#include "engine/leap_smear.hpp"

#include <cmath>
#include <cstdint>
#include <numbers>

namespace foliot::engine {

namespace {

/// -1: a second is inserted, 1: deleted, 0: nothing is smeared (now).
int direction(LeapIndicator pending, double before_s, double interval_s) {
  const bool inserts = pending == LeapIndicator::insert_second;
  if (!inserts && pending != LeapIndicator::delete_second) return 0;
  if (!(interval_s > 0) || before_s < 0 || before_s >= interval_s) return 0;
  return inserts ? -1 : 1;
}

}  // namespace

Interval leap_smear(LeapIndicator pending, double before_s, double interval_s) {
  const int sign = direction(pending, before_s, interval_s);
  if (sign == 0) return {};
  const double progress = 1 - before_s / interval_s;
  return Interval::from_seconds(sign * (1 - std::cos(std::numbers::pi * progress)) / 2);
}

double leap_smear_rate(LeapIndicator pending, double before_s, double interval_s) {
  const int sign = direction(pending, before_s, interval_s);
  if (sign == 0) return 0;
  const double progress = 1 - before_s / interval_s;
  return sign * std::numbers::pi / (2 * interval_s) * std::sin(std::numbers::pi * progress);
}

wire::ReferenceId smear_reference_id(Interval smear) {
  constexpr std::int64_t kHalf = 0x200;
  const auto fixed = static_cast<std::uint32_t>((smear.raw() + kHalf) >> 10) & 0xff'ffffU;
  return wire::ReferenceId::from_bits(0xfe00'0000U | fixed);
}

}  // namespace foliot::engine

// Timestamp: the 64-bit NTP timestamp (RFC 5905 section 6), without an era.
//
// Only equality, difference and shift exist. Order does not: after the era ends on 7 February 2036 a
// later timestamp is a smaller number. The difference of two timestamps less than 68 years apart is right
// in every era, because it wraps with them.
#pragma once

#include <cstdint>

#include "time/interval.hpp"

namespace foliot {

class Timestamp {
 public:
  /// The all-zero timestamp, which the wire format uses for "unknown".
  constexpr Timestamp() = default;

  /// bits: seconds in the upper 32, fraction of 2^-32 s in the lower 32.
  [[nodiscard]] static constexpr Timestamp from_bits(std::uint64_t bits) {
    Timestamp timestamp;
    timestamp.bits_ = bits;
    return timestamp;
  }
  [[nodiscard]] constexpr std::uint64_t bits() const { return bits_; }
  /// RFC 5905: zero on the wire means unknown or unsynchronised.
  [[nodiscard]] constexpr bool is_unknown() const { return bits_ == 0; }

  friend constexpr bool operator==(Timestamp, Timestamp) = default;
  /// Wraps: right for timestamps less than 2^31 s apart, whatever their eras.
  friend constexpr Interval operator-(Timestamp a, Timestamp b) {
    return Interval::from_raw(static_cast<std::int64_t>(a.bits_ - b.bits_));
  }
  friend constexpr Timestamp operator+(Timestamp t, Interval shift) {
    return from_bits(t.bits_ + static_cast<std::uint64_t>(shift.raw()));
  }

 private:
  std::uint64_t bits_ = 0;
};

}  // namespace foliot

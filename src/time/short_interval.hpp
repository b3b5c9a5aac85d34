// ShortInterval: the unsigned 32-bit NTP short format, 2^-16 s (RFC 5905 section 6). Wire only.
#pragma once

#include <compare>
#include <cstdint>

#include "time/interval.hpp"

namespace foliot {

class ShortInterval {
 public:
  constexpr ShortInterval() = default;

  /// units: 2^-16 s.
  [[nodiscard]] static constexpr ShortInterval from_bits(std::uint32_t units) {
    ShortInterval value;
    value.units_ = units;
    return value;
  }
  /// Rounds up, so that a bound stays a bound; negative becomes 0, too large the maximum (65,535.99 s).
  [[nodiscard]] static constexpr ShortInterval ceil(Interval interval) {
    if (interval.raw() <= 0) return {};
    const std::uint64_t units = (static_cast<std::uint64_t>(interval.raw()) + 0xffffU) >> 16U;
    return from_bits(units > 0xffffffffU ? 0xffffffffU : static_cast<std::uint32_t>(units));
  }

  [[nodiscard]] constexpr std::uint32_t bits() const { return units_; }
  [[nodiscard]] constexpr Interval interval() const {
    return Interval::from_raw(static_cast<std::int64_t>(units_) << 16);
  }
  [[nodiscard]] constexpr double seconds() const { return static_cast<double>(units_) * 0x1.0p-16; }

  friend constexpr auto operator<=>(ShortInterval, ShortInterval) = default;

 private:
  std::uint32_t units_ = 0;
};

}  // namespace foliot

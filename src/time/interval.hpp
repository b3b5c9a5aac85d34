// Interval: a signed span of time, in units of 2^-32 s (about 233 ps), saturating at +-2^31 s.
//
// It is the difference type of NTP timestamps (RFC 5905 section 6), so subtracting two timestamps loses
// nothing. Arithmetic saturates instead of overflowing: a hostile packet can make an interval absurd,
// never undefined. std::chrono::duration over ratio<1, 2^32> is not used: its conversion to nanoseconds
// overflows above 1,099 s.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>

namespace foliot {

class Interval {
 public:
  /// Zero.
  constexpr Interval() = default;

  /// units: 2^-32 s.
  [[nodiscard]] static constexpr Interval from_raw(std::int64_t units) {
    Interval interval;
    interval.units_ = units;
    return interval;
  }
  /// Rounds to the nearest unit; saturates; a NaN becomes zero.
  [[nodiscard]] static constexpr Interval from_seconds(double seconds) {
    const double units = seconds * kUnitsPerSecond;
    if (units != units) return Interval{};
    if (units >= 0x1.0p63) return max();
    if (units <= -0x1.0p63) return min();
    return from_raw(static_cast<std::int64_t>(units + (units < 0 ? -0.5 : 0.5)));
  }
  /// Rounds to the nearest unit; saturates.
  [[nodiscard]] static constexpr Interval from_nanoseconds(std::int64_t nanoseconds) {
    const __int128 scaled = static_cast<__int128>(nanoseconds) << 32;
    return saturate((scaled + (nanoseconds < 0 ? -kHalfBillion : kHalfBillion)) / kBillion);
  }
  [[nodiscard]] static constexpr Interval max() { return from_raw(std::numeric_limits<std::int64_t>::max()); }
  [[nodiscard]] static constexpr Interval min() { return from_raw(std::numeric_limits<std::int64_t>::min()); }

  /// units of 2^-32 s.
  [[nodiscard]] constexpr std::int64_t raw() const { return units_; }
  [[nodiscard]] constexpr double seconds() const { return static_cast<double>(units_) / kUnitsPerSecond; }
  /// Rounded to the nearest nanosecond; cannot overflow.
  [[nodiscard]] constexpr std::int64_t nanoseconds() const {
    const __int128 scaled = static_cast<__int128>(units_) * kBillion;
    constexpr __int128 kHalf = static_cast<__int128>(1) << 31;
    return static_cast<std::int64_t>((scaled + kHalf) >> 32);
  }

  [[nodiscard]] constexpr Interval abs() const { return units_ < 0 ? -*this : *this; }

  friend constexpr Interval operator+(Interval a, Interval b) {
    return saturate(static_cast<__int128>(a.units_) + b.units_);
  }
  friend constexpr Interval operator-(Interval a, Interval b) {
    return saturate(static_cast<__int128>(a.units_) - b.units_);
  }
  friend constexpr Interval operator-(Interval a) { return saturate(-static_cast<__int128>(a.units_)); }
  friend constexpr Interval operator*(Interval a, std::int64_t factor) {
    return saturate(static_cast<__int128>(a.units_) * factor);
  }
  /// Half, rounded towards zero: RFC 5905's offset and delay formulas need it.
  [[nodiscard]] constexpr Interval half() const { return from_raw(units_ / 2); }

  friend constexpr auto operator<=>(Interval, Interval) = default;

 private:
  static constexpr double kUnitsPerSecond = 0x1.0p32;
  static constexpr __int128 kBillion = 1'000'000'000;
  static constexpr __int128 kHalfBillion = 500'000'000;

  static constexpr Interval saturate(__int128 units) {
    if (units > std::numeric_limits<std::int64_t>::max()) return max();
    if (units < std::numeric_limits<std::int64_t>::min()) return min();
    return from_raw(static_cast<std::int64_t>(units));
  }

  std::int64_t units_ = 0;
};

}  // namespace foliot

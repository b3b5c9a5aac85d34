// MonoTime and WallTime: points of two different clocks, which must never be mixed.
//
// MonoTime is a reading of a free-running clock that nobody steers (CLOCK_MONOTONIC_RAW): deadlines, ages
// and all estimation live on it, so steering never disturbs them. WallTime is UTC as the local, steered
// clock believes it, in nanoseconds since 1970. Subtracting one from the other does not compile.
// ClockReading ties the two together at one instant; it is how time enters the core.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>

#include "time/interval.hpp"
#include "time/timestamp.hpp"

namespace foliot {

template <class Clock>
class TimePoint {
 public:
  constexpr TimePoint() = default;
  [[nodiscard]] static constexpr TimePoint from_nanoseconds(std::int64_t nanoseconds) {
    TimePoint point;
    point.nanoseconds_ = nanoseconds;
    return point;
  }
  /// The same of a time in two parts, as kernels and drivers tell it. One too far away is the farthest.
  [[nodiscard]] static constexpr TimePoint from_seconds(std::int64_t seconds, std::int64_t nanoseconds) {
    constexpr std::int64_t kBillion = 1'000'000'000;
    std::int64_t sum = 0;
    const bool is_far =
        __builtin_mul_overflow(seconds, kBillion, &sum) || __builtin_add_overflow(sum, nanoseconds, &sum);
    return is_far ? extreme(seconds > 0) : from_nanoseconds(sum);
  }
  [[nodiscard]] constexpr std::int64_t nanoseconds() const { return nanoseconds_; }

  friend constexpr Interval operator-(TimePoint a, TimePoint b) {
    return Interval::from_nanoseconds(subtract(a.nanoseconds_, b.nanoseconds_));
  }
  friend constexpr TimePoint operator+(TimePoint point, Interval shift) {
    std::int64_t sum = 0;
    if (__builtin_add_overflow(point.nanoseconds_, shift.nanoseconds(), &sum)) return extreme(shift.raw() > 0);
    return from_nanoseconds(sum);
  }
  friend constexpr TimePoint operator-(TimePoint point, Interval shift) { return point + -shift; }
  friend constexpr auto operator<=>(TimePoint, TimePoint) = default;

 private:
  static constexpr TimePoint extreme(bool positive) {
    return from_nanoseconds(positive ? std::numeric_limits<std::int64_t>::max()
                                     : std::numeric_limits<std::int64_t>::min());
  }
  static constexpr std::int64_t subtract(std::int64_t a, std::int64_t b) {
    std::int64_t difference = 0;
    if (__builtin_sub_overflow(a, b, &difference)) return extreme(a > b).nanoseconds();
    return difference;
  }

  std::int64_t nanoseconds_ = 0;
};

struct MonoClock;
struct UtcClock;
/// Nanoseconds of the free-running clock since an arbitrary start.
using MonoTime = TimePoint<MonoClock>;
/// Nanoseconds of UTC since 1970-01-01 00:00, as the local clock believes it.
using WallTime = TimePoint<UtcClock>;

/// Both clocks at one instant.
struct ClockReading {
  MonoTime mono;
  WallTime wall;
};

/// Seconds between the NTP prime epoch (1900) and 1970: RFC 5905 section 6.
inline constexpr std::int64_t kUnixEpochInNtp_s = 2'208'988'800;

/// The era-less NTP timestamp of `wall`.
[[nodiscard]] constexpr Timestamp to_timestamp(WallTime wall) {
  constexpr std::int64_t kBillion = 1'000'000'000;
  std::int64_t seconds = wall.nanoseconds() / kBillion;
  std::int64_t rest_ns = wall.nanoseconds() % kBillion;
  if (rest_ns < 0) {
    rest_ns += kBillion;
    --seconds;
  }
  const std::uint64_t upper = static_cast<std::uint64_t>(seconds + kUnixEpochInNtp_s) << 32U;
  return Timestamp::from_bits(upper + static_cast<std::uint64_t>(Interval::from_nanoseconds(rest_ns).raw()));
}

/// The wall time of `timestamp` that lies nearest to `pivot`: at most 68 years from it (RFC 5905 section 6).
[[nodiscard]] constexpr WallTime to_wall_time(Timestamp timestamp, WallTime pivot) {
  return pivot + (timestamp - to_timestamp(pivot));
}

}  // namespace foliot

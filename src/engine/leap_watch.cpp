#include "engine/leap_watch.hpp"

#include <algorithm>
#include <cstdint>

namespace foliot::engine {
namespace {

constexpr std::int64_t kNsPerDay = 86'400'000'000'000;
constexpr Interval kSecond = Interval::from_nanoseconds(1'000'000'000);
constexpr Interval kHalfDay = Interval::from_nanoseconds(kNsPerDay / 2);
constexpr Interval kNear = Interval::from_nanoseconds(17'000'000'000);  // the longest exchange, and the second

/// Day of the month, 1..31, of a day counted from 1970-01-01 (H. Hinnant, "chrono-compatible low-level date
/// algorithms", civil_from_days).
int day_of_month(std::int64_t days) {
  const std::int64_t shifted = days + 719'468;
  const std::int64_t era = (shifted >= 0 ? shifted : shifted - 146'096) / 146'097;
  const std::int64_t day_of_era = shifted - era * 146'097;
  const std::int64_t year_of_era = (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month = (5 * day_of_year + 2) / 153;
  return static_cast<int>(day_of_year - (153 * month + 2) / 5 + 1);
}

std::int64_t day_of(WallTime time) {
  const std::int64_t ns = time.nanoseconds();
  return ns >= 0 ? ns / kNsPerDay : -((-ns + kNsPerDay - 1) / kNsPerDay);
}

bool is_leap(LeapIndicator leap) {
  return leap == LeapIndicator::insert_second || leap == LeapIndicator::delete_second;
}

}  // namespace

LeapIndicator majority_leap(std::span<const LeapIndicator> announced) {
  for (const LeapIndicator leap : {LeapIndicator::insert_second, LeapIndicator::delete_second}) {
    if (2 * std::ranges::count(announced, leap) > static_cast<std::ptrdiff_t>(announced.size())) return leap;
  }
  return LeapIndicator::none;
}

void LeapWatch::announce(LeapIndicator voted, WallTime now) {
  const std::int64_t tomorrow = day_of(now) + 1;
  const bool taken = last_ && (now - *last_).abs() < kHalfDay;
  instant_.reset();
  if (!is_leap(voted) || day_of_month(tomorrow) != 1 || taken) return;
  pending_ = voted;
  const WallTime midnight = WallTime::from_nanoseconds(tomorrow * kNsPerDay);
  instant_ = voted == LeapIndicator::insert_second ? midnight : midnight - kSecond;
}

std::optional<Interval> LeapWatch::take(WallTime now) {
  if (!instant_ || now < *instant_) return std::nullopt;
  last_ = instant_;
  instant_.reset();
  return pending_ == LeapIndicator::insert_second ? -kSecond : kSecond;
}

bool LeapWatch::is_near(WallTime now) const {
  const auto near = [&](const std::optional<WallTime>& time) { return time && (now - *time).abs() < kNear; };
  return near(instant_) || near(last_);
}

}  // namespace foliot::engine

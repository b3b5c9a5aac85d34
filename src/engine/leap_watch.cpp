#include "engine/leap_watch.hpp"

#include <algorithm>
#include <cstdint>

#include "time/civil_date.hpp"

namespace foliot::engine {
namespace {

constexpr std::int64_t kNsPerDay = 86'400'000'000'000;
constexpr Interval kSecond = Interval::from_nanoseconds(1'000'000'000);
constexpr Interval kHalfDay = Interval::from_nanoseconds(kNsPerDay / 2);
constexpr Interval kNear = Interval::from_nanoseconds(17'000'000'000);  // the longest exchange, and the second

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
  if (!is_leap(voted) || civil_date(tomorrow).day != 1 || taken) return;
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

#include "discipline/time_floor.hpp"

#include <array>
#include <charconv>
#include <system_error>
#include <utility>

namespace foliot::discipline {
namespace {

constexpr std::int64_t kBillion = 1'000'000'000;
constexpr std::int64_t kLatest_s = 9'223'372'036;  // WallTime ends
constexpr Interval kBelievable = Interval::from_seconds(20 * 365.25 * 86'400);
constexpr Interval kWorthMoving = Interval::from_seconds(10);

}  // namespace

TimeFloor time_floor(const FloorEvidence& evidence) {
  TimeFloor floor{evidence.build_date, FloorSource::build_date};
  for (const auto& [time, source] :
       {std::pair{evidence.base_date, FloorSource::base_date}, std::pair{evidence.leap_file, FloorSource::leap_file},
        std::pair{evidence.last_good_time, FloorSource::last_good_time}}) {
    if (time && *time > floor.time && *time <= evidence.build_date + kBelievable) floor = {*time, source};
  }
  return floor;
}

std::optional<TimeFloor> floor_above(const FloorEvidence& evidence, WallTime now) {
  const TimeFloor floor = time_floor(evidence);
  return floor.time > now + kWorthMoving ? std::optional(floor) : std::nullopt;
}

std::optional<WallTime> parse_last_good_time(std::string_view text) {
  std::int64_t time_s = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), time_s);
  const bool is_whole = error == std::errc{} && (end == text.data() + text.size() || *end == '\n' || *end == ' ');
  if (!is_whole || time_s < 0 || time_s > kLatest_s) return std::nullopt;
  return WallTime::from_nanoseconds(time_s * kBillion);
}

std::string format_last_good_time(WallTime time) {
  return std::to_string(time.nanoseconds() / kBillion) + '\n';
}

}  // namespace foliot::discipline

#include "daemon/known_past.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>

#include "discipline/time_floor.hpp"
#include "platform/files.hpp"
#include "time/civil_date.hpp"
#include "time/leap_table.hpp"

namespace foliot::daemon {
namespace {

constexpr std::size_t kMostTimeBytes = 100;
constexpr std::size_t kMostLeapBytes = 1'000'000;
constexpr Interval kDay = Interval::from_nanoseconds(86'400'000'000'000);
constexpr std::int64_t kNsPerSecond = 1'000'000'000;

/// The configuration of a build is as old as the build or older; a day for the time zone of whoever built.
WallTime build_date() {
  return WallTime::from_nanoseconds(std::int64_t{FOLIOT_BUILD_TIME} * kNsPerSecond) - kDay;
}

std::optional<std::string> time_file(const config::Config& config) {
  return config.driftfile ? std::optional(*config.driftfile + ".time") : std::nullopt;
}

std::optional<WallTime> last_good_time(const config::Config& config) {
  const auto path = time_file(config);
  const auto text = path ? platform::read_small_file(*path, kMostTimeBytes) : std::string{};
  return text ? discipline::parse_last_good_time(*text) : std::nullopt;
}

std::optional<WallTime> leap_file_time(const config::Config& config) {
  if (!config.leapfile) return std::nullopt;
  const auto text = platform::read_small_file(config.leapfile->path, kMostLeapBytes);
  if (!text) return std::nullopt;
  const auto list = parse_leap_file(*text);
  return list ? list->updated : std::nullopt;
}

std::optional<WallTime> base_date(const config::Config& config) {
  if (!config.basedate_days) return std::nullopt;
  const std::int64_t since_1900_s = std::int64_t{*config.basedate_days} * 86'400;
  return WallTime::from_nanoseconds((since_1900_s - kUnixEpochInNtp_s) * kNsPerSecond);
}

const char* text_of(discipline::FloorSource source) {
  switch (source) {
    case discipline::FloorSource::build_date:
      return "this program was built";
    case discipline::FloorSource::base_date:
      return "the date of `tos basedate`";
    case discipline::FloorSource::leap_file:
      return "the leap second file was written";
    case discipline::FloorSource::last_good_time:
      break;
  }
  return "the clock was last known to be right";
}

std::string date_text(WallTime time) {
  const CivilDate date = civil_date(day_of(time));
  const std::int64_t second = (time.nanoseconds() / kNsPerSecond) % 86'400;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", date.year, date.month, date.day, second / 3600,
                     second / 60 % 60, second % 60);
}

}  // namespace

void move_clock_to_known_past(config::Config& config, platform::PlatformClock& clock, Logger& log) {
  if (!config.discipline.enabled || clock.is_read_only()) return;
  const discipline::FloorEvidence evidence{.build_date = build_date(),
                                           .base_date = base_date(config),
                                           .leap_file = leap_file_time(config),
                                           .last_good_time = last_good_time(config)};
  const WallTime now = clock.now().wall;
  const auto floor = discipline::floor_above(evidence, now);
  if (!floor) return;
  // One step reaches 68 years. Where it is refused, the first command of the discipline says why.
  for (WallTime shown = now; shown < floor->time; shown = clock.now().wall) {
    if (!clock.apply(discipline::Step{floor->time - shown})) return;
  }
  log.warning(fmt::format("the clock shows {}, before {}: moved forward to {}; servers set it right, however far it is",
                          date_text(now), text_of(floor->source), date_text(floor->time)));
  config.discipline.allow_first_panic = true;
}

void note_good_time(const config::Config& config, WallTime now, Logger& log) {
  const auto path = time_file(config);
  if (!path) return;
  const auto written = platform::write_file_atomically(*path, discipline::format_last_good_time(now));
  if (!written) log.error(fmt::format("file of the last good time {}: {}", *path, written.error().text()));
}

}  // namespace foliot::daemon

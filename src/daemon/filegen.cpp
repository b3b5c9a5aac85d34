#include "daemon/filegen.hpp"

#include <fmt/format.h>

#include <cmath>

#include "time/civil_date.hpp"

namespace foliot::daemon {
namespace {

struct IsoWeek {
  std::int64_t year = 0;
  std::int64_t week = 0;
};

/// ISO 8601: the week belongs to the year that its Thursday lies in.
IsoWeek iso_week(std::int64_t days) {
  constexpr std::int64_t kWeek = 7;
  constexpr std::int64_t kThursday = 3;  // 1970-01-01 was one; from Monday as 0
  const std::int64_t weekday = ((days + kThursday) % kWeek + kWeek) % kWeek;
  const std::int64_t thursday = days - weekday + kThursday;
  const std::int64_t year = civil_date(thursday).year;
  std::int64_t first = thursday;
  while (civil_date(first - kWeek).year == year) first -= kWeek;
  return {year, (thursday - first) / kWeek + 1};
}

}  // namespace

std::string filegen_suffix(config::FilegenType type, const FilegenMoment& moment) {
  constexpr double kDay_s = 86'400;
  const std::int64_t days = day_of(moment.now);
  const CivilDate date = civil_date(days);
  switch (type) {
    case config::FilegenType::none:
      return {};
    case config::FilegenType::pid:
      return fmt::format(".#{}", moment.pid);
    case config::FilegenType::day:
      return fmt::format(".{:04}{:02}{:02}", date.year, date.month, date.day);
    case config::FilegenType::week: {
      const IsoWeek week = iso_week(days);
      return fmt::format(".{:04}w{:02}", week.year, week.week);
    }
    case config::FilegenType::month:
      return fmt::format(".{:04}{:02}", date.year, date.month);
    case config::FilegenType::year:
      return fmt::format(".{:04}", date.year);
    case config::FilegenType::age:
      break;
  }
  return fmt::format(".a{:08}", static_cast<std::int64_t>(std::floor(moment.uptime_s / kDay_s) * kDay_s));
}

std::string statistics_folder(const config::Config& config) {
  std::string folder = config.statsdir.value_or("/var/NTP/");
  if (!folder.empty() && !folder.ends_with('/')) folder += '/';
  return folder;
}

std::string filegen_base(const config::Config& config, config::Statistics kind) {
  const auto number = static_cast<std::size_t>(kind);
  return statistics_folder(config) +
         config.filegens[number].file.value_or(std::string(config::kStatisticsWords[number]));
}

}  // namespace foliot::daemon

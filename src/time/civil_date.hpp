// CivilDate: the day of the calendar that an instant of UTC lies in.
//
// H. Hinnant, "chrono-compatible low-level date algorithms", civil_from_days; proleptic Gregorian. std::chrono is not
// used in the core: with its dates its clocks would come.
#pragma once

#include <cstdint>

#include "time/points.hpp"

namespace foliot {

struct CivilDate {
  std::int64_t year = 1970;
  int month = 1;  ///< 1..12
  int day = 1;    ///< 1..31
  friend constexpr bool operator==(const CivilDate&, const CivilDate&) = default;
};

/// Days from 1970-01-01 to the day that `time` lies in.
[[nodiscard]] constexpr std::int64_t day_of(WallTime time) {
  constexpr std::int64_t kNsPerDay = 86'400'000'000'000;
  const std::int64_t ns = time.nanoseconds();
  return ns >= 0 ? ns / kNsPerDay : -((-(ns + 1)) / kNsPerDay) - 1;
}

/// The date `days` after 1970-01-01.
[[nodiscard]] constexpr CivilDate civil_date(std::int64_t days) {
  const std::int64_t shifted = days + 719'468;
  const std::int64_t era = (shifted >= 0 ? shifted : shifted - 146'096) / 146'097;
  const std::int64_t day_of_era = shifted - era * 146'097;
  const std::int64_t year_of_era = (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted_month = (5 * day_of_year + 2) / 153;
  const auto month = static_cast<int>(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
  return {.year = year_of_era + era * 400 + (month <= 2 ? 1 : 0),
          .month = month,
          .day = static_cast<int>(day_of_year - (153 * shifted_month + 2) / 5 + 1)};
}

}  // namespace foliot

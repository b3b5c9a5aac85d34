// Dates: NTP timestamps as people read them, in local time.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "time/points.hpp"
#include "time/timestamp.hpp"

namespace foliot::ntpq {

/// What is needed of here and now to write a date.
struct DateStyle {
  WallTime now;                                ///< names the era: dates lie within 68 years of it
  std::function<int(WallTime)> zone_offset_s;  ///< local time - UTC then, s
};

/// `0xe0b7a9c2.80000000`, with or without 0x.
[[nodiscard]] std::optional<Timestamp> parse_timestamp(std::string_view text);

/// `e0b7a9c2.80000000  Mon, Jun 17 2019 10:00:00.500`
[[nodiscard]] std::string date_text(Timestamp timestamp, const DateStyle& style);

/// `2019-06-17 10:00:00`. zone_offset_s: local time - UTC then, s.
[[nodiscard]] std::string local_time_text(WallTime utc, int zone_offset_s);

}  // namespace foliot::ntpq

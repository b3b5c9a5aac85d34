// Dates of world files, proleptic Gregorian, UTC.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace foliot::sim {

/// Seconds from 1970-01-01 to `2036-02-07` or `2036-02-07T06:20:00Z`; years 1970 to 2200.
[[nodiscard]] std::optional<std::int64_t> parse_date_s(std::string_view text);

}  // namespace foliot::sim

// TimeFloor: a time that must have passed already, for machines whose clock starts anywhere (no battery, or an empty
// one).
//
// The suite was built, the list of leap seconds was written, and this very clock was once known to be right: each of
// these is an instant before now. A clock that is behind the latest of them is moved forward to it, once, before
// anybody is asked for the time; what looks at the date until then (certificates, logs, `make`) is better off, and
// servers do the rest. Pure: the shell reads the files and moves the clock.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "time/points.hpp"

namespace foliot::discipline {

enum class FloorSource : std::uint8_t { build_date, base_date, leap_file, last_good_time };

struct FloorEvidence {
  WallTime build_date;
  std::optional<WallTime> base_date = std::nullopt;       ///< `tos basedate`
  std::optional<WallTime> leap_file = std::nullopt;       ///< when the list of leap seconds was written
  std::optional<WallTime> last_good_time = std::nullopt;  ///< when this clock was last known to be right
};

struct TimeFloor {
  WallTime time;
  FloorSource source = FloorSource::build_date;
  friend bool operator==(const TimeFloor&, const TimeFloor&) = default;
};

/// The latest instant of `evidence`. One more than 20 years after the build is not believed: a file may have been
/// written by a clock that was far ahead, and nothing here may carry that error on for ever.
[[nodiscard]] TimeFloor time_floor(const FloorEvidence& evidence);

/// The floor when a clock that shows `now` is behind it by more than 10 s, else nothing: less is for the servers.
[[nodiscard]] std::optional<TimeFloor> floor_above(const FloorEvidence& evidence, WallTime now);

/// The instant that `text` opens with as seconds since 1970, as `format_last_good_time` writes it. Nothing: it does
/// not, or lies before 1970 or after 2262.
[[nodiscard]] std::optional<WallTime> parse_last_good_time(std::string_view text);

/// One line: whole seconds since 1970, UTC.
[[nodiscard]] std::string format_last_good_time(WallTime time);

}  // namespace foliot::discipline

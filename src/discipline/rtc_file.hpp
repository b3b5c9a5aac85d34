// The file of the hardware clock (`rtcfile`): what was learnt of it, so that a restart can tell at once.
//
// Text only; reading and replacing the file is the shell's.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "time/points.hpp"

namespace foliot::discipline {

struct RtcRecord {
  double offset_s = 0;   ///< the hardware clock less UTC at `time`; > 0: it was ahead
  double drift_ppm = 0;  ///< > 0: it gains
  WallTime time;         ///< of the last measurement
  friend bool operator==(const RtcRecord&, const RtcRecord&) = default;
};

/// The three numbers that `text` opens with, as `format_rtc_record` writes them; anything behind them is ignored.
/// Nothing: they are not there, the drift is beyond 1000 ppm, or the time lies before 1970 or after 2262.
[[nodiscard]] std::optional<RtcRecord> parse_rtc_record(std::string_view text);

/// One line: OFFSET_S DRIFT_PPM TIME, the time in whole seconds since 1970.
[[nodiscard]] std::string format_rtc_record(const RtcRecord& record);

}  // namespace foliot::discipline

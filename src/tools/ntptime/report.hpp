// The kernel's view of its clock as text, in the lines of the classic program, and as JSON.
#pragma once

#include <sys/timex.h>

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "time/points.hpp"

namespace foliot::ntptime {

/// `OK`, `INS`, ... of what adjtimex(2) returned.
[[nodiscard]] std::string state_name(int state);
/// `0x2041 (PLL,UNSYNC,NANO)`
[[nodiscard]] std::string status_text(unsigned status);
[[nodiscard]] std::string modes_text(unsigned modes);

/// What ntp_gettime tells.
[[nodiscard]] std::string time_text(int state, const timex& kernel, bool raw,
                                    const std::function<int(WallTime)>& zone_offset_s);
/// What ntp_adjtime tells.
[[nodiscard]] std::string loop_text(int state, const timex& kernel);
/// What 20 readings in a row cost; fractions: of the seconds, as the kernel counts them.
[[nodiscard]] std::string cost_text(std::span<const long> fractions);
/// One object on one line; each name ends in its unit.
[[nodiscard]] std::string json_text(int state, const timex& kernel);

}  // namespace foliot::ntptime

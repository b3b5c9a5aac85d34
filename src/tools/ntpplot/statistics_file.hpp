// Statistics files of NTP daemons: loopstats and peerstats, as classic ntp and ntpsec write them.
//
//   loopstats: MJD SECOND OFFSET FREQUENCY JITTER WANDER TIME-CONSTANT
//   peerstats: MJD SECOND ADDRESS STATUS OFFSET DELAY DISPERSION JITTER
//
// Each line shows by its fields which of the two it is, so that files may have any name and be put together.
#pragma once

#include <cstddef>
#include <string_view>

#include "tools/ntpplot/history.hpp"

namespace foliot::ntpplot {

/// Adds what `text` holds to `history`; gives the number of lines that are of neither kind. Any bytes are taken.
[[nodiscard]] std::size_t read_statistics(std::string_view text, History& history);

}  // namespace foliot::ntpplot

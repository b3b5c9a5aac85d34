// One reader per directive: the words of its line into the configuration, or nothing at all.
#pragma once

#include <string_view>

#include "config/config.hpp"
#include "config/line.hpp"

namespace foliot::config {

/// Reads the rest of `line` into `config`; a lost line changes nothing.
using Reader = void (*)(Line& line, Config& config);

/// Poll limits of an association without `minpoll` and `maxpoll`.
inline constexpr int kDefaultMinpoll = 6;
[[nodiscard]] constexpr int default_maxpoll(association::AssociationKind kind) {
  return kind == association::AssociationKind::local_clock ? 6 : 10;
}

/// The reader of a directive; null for what the keyword table does not call working, and for `end`.
[[nodiscard]] Reader find_reader(std::string_view directive);

void read_association(Line& line, Config& config);  ///< server, pool, peer
void read_fudge(Line& line, Config& config);
void read_restrict(Line& line, Config& config);
void read_tinker(Line& line, Config& config);
void read_tos(Line& line, Config& config);
void read_switches(Line& line, Config& config);  ///< enable, disable
void read_interface(Line& line, Config& config);
void read_driftfile(Line& line, Config& config);
void read_pidfile(Line& line, Config& config);
void read_logfile(Line& line, Config& config);
void read_leapfile(Line& line, Config& config);
void read_leap_smear(Line& line, Config& config);  ///< leapsmearinterval
void read_port(Line& line, Config& config);

}  // namespace foliot::config

// SelectionOptions: the `tos` words (classic defaults).
#pragma once

#include <cstdint>

namespace foliot::selection {

struct SelectionOptions {
  int minclock = 3;                  ///< clustering stops at this many survivors
  int maxclock = 10;                 ///< most associations that a pool mobilises
  int minsane = 1;                   ///< fewest truechimers that may steer
  double mindist_s = 0.001;          ///< least half-width of a correctness interval
  double maxdist_s = 1.5;            ///< root distance beyond which a source is not selectable
  double maxdisp_s = 16;             ///< dispersion beyond which a source is not selectable (ntpsec)
  std::uint8_t floor = 0;            ///< strata below are not selectable
  std::uint8_t ceiling = 15;         ///< strata above are not selectable
  bool cohort = false;               ///< whether servers of equal or higher stratum may be followed
  std::uint8_t orphan_stratum = 17;  ///< 17: off
  int orphanwait_s = 300;
  int watchdog = 0;  ///< servers that are not followed, asked in a round whether the others lie; 0: none, else 3..64

  friend bool operator==(const SelectionOptions&, const SelectionOptions&) = default;
};

}  // namespace foliot::selection

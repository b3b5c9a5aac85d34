// What ntpclock prints about a clock, as text and as JSON.
#pragma once

#include <string>

#include "platform/software_state.hpp"
#include "time/points.hpp"

namespace foliot::ntpclock {

/// One virtual clock against the machine, at one instant.
struct ClockFacts {
  std::string file;
  platform::SoftwareState state;
  ClockReading reading;  ///< of the virtual clock
  Interval offset;       ///< the virtual clock minus the machine's UTC
  Interval slew_left;
};

/// At `machine`, a reading of the machine's own clocks.
[[nodiscard]] ClockFacts facts_of(const std::string& file, const platform::SoftwareState& state,
                                  const ClockReading& machine);

/// One fact per line.
[[nodiscard]] std::string to_text(const ClockFacts& facts);
/// One object on one line; each key ends in its unit.
[[nodiscard]] std::string to_json(const ClockFacts& facts);

/// `+0.500000000`, or `{"offset_s":0.500000000}`; each with a line end.
[[nodiscard]] std::string offset_text(Interval offset);
[[nodiscard]] std::string offset_json(Interval offset);

}  // namespace foliot::ntpclock

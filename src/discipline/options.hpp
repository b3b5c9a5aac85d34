// DisciplineOptions: the `tinker` words and the command-line switches that change steering (classic defaults).
#pragma once

#include <optional>

#include "time/frequency.hpp"

namespace foliot::discipline {

struct DisciplineOptions {
  double panic_s = 1000;           ///< 0: never
  double step_forward_s = 0.128;   ///< 0: never step
  double step_backward_s = 0.128;  ///< 0: never step
  double stepout_s = 300;
  double dispersion_ppm = 15;                                 ///< RFC 5905 PHI: growth of dispersion of the time served
  std::optional<Frequency> initial_frequency = std::nullopt;  ///< `tinker freq`
  bool allow_first_panic = false;                             ///< -g: the first correction may exceed panic_s, once
  bool step_first = false;                                    ///< -G: step the first offset whatever its size
  bool slew_only = false;                                     ///< -x: step threshold 600 s
  bool one_shot = false;                                      ///< -q: set the clock once and end
  bool enabled = true;                                        ///< `disable ntp`: measure only

  friend bool operator==(const DisciplineOptions&, const DisciplineOptions&) = default;
};

}  // namespace foliot::discipline

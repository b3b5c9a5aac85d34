// The commands of ntpclock: a virtual clock is a file that daemons and tools share (platform/virtual_clock.hpp).
//
// Nothing here touches the machine's clock; it is read to compare with.
#pragma once

#include <string>
#include <vector>

namespace foliot::ntpclock {

struct Outcome {
  int exit_status = 0;  ///< 0: done; 1: the clock could not be used; 2: wrong usage
  std::string output;
  std::string errors;
};

/// Carries out one command line, without the program's name.
[[nodiscard]] Outcome run(std::vector<std::string> arguments);

}  // namespace foliot::ntpclock

// What this process took from the system so far (getrusage(2)), and its number.
#pragma once

#include <cstdint>

namespace foliot::platform {

struct ResourceUse {
  double user_s = 0;
  double system_s = 0;
  std::int64_t minor_faults = 0;
  std::int64_t major_faults = 0;
  std::int64_t swaps = 0;
  std::int64_t blocks_in = 0;
  std::int64_t blocks_out = 0;
  std::int64_t voluntary_switches = 0;
  std::int64_t involuntary_switches = 0;
  std::int64_t signals = 0;
  std::int64_t resident_kb = 0;  ///< the most there was
};

[[nodiscard]] ResourceUse resource_use();
[[nodiscard]] int process_number();

}  // namespace foliot::platform

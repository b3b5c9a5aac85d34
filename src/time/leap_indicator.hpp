// LeapIndicator: RFC 5905 figure 9.
#pragma once

#include <cstdint>

namespace foliot {

enum class LeapIndicator : std::uint8_t {
  none = 0,
  insert_second = 1,  ///< the last minute of the day has 61 seconds
  delete_second = 2,  ///< the last minute of the day has 59 seconds
  unsynchronized = 3,
};

}  // namespace foliot

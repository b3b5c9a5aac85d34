// Why bytes were not a message. One enum for the whole wire room.
#pragma once

#include <cstdint>

namespace foliot::wire {

enum class ParseError : std::uint8_t {
  truncated,             ///< fewer bytes than the fields need
  unsupported_version,   ///< version outside 1..4
  unsupported_mode,      ///< mode 0, 6 or 7 where a time message was expected
  bad_extension_length,  ///< RFC 7822: not a multiple of 4, below 16, or past the end
  too_many_extensions,   ///< more fields than a packet of the field carries
  bad_mac_length,        ///< what remains can be neither a MAC nor an extension field
  not_a_control_message, ///< mode is not 6, or the count does not fit
};

}  // namespace foliot::wire

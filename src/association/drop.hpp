// Drop: the one reason why a reply was refused. Each is counted; up to test 5 none changes any other state.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace foliot::association {

/// The packet tests of RFC 5905 section 8 and figure 20 by their meaning, and what the field added.
enum class Drop : std::uint8_t {
  malformed,              ///< not a message (wire::ParseError)
  wrong_mode,             ///< not the mode that answers our request
  wrong_version,          ///< above the version that we asked with, or none
  duplicate,              ///< test 1: this reply was taken already
  bogus_origin,           ///< test 2: origin is not the transmit timestamp of our last request, or none is open
  unanswered_timestamps,  ///< test 3: receive or transmit timestamp is zero
  access_denied,          ///< test 4: our own access list refuses this source
  bad_authentication,     ///< test 5: MAC missing, wrong, or of another key
  unsynchronized,         ///< test 6: leap 3 or stratum 0 or over 15
  bad_root_distance,      ///< test 7: root delay/2 + root dispersion absurd, or reference time after transmit
  negative_delay,         ///< the exchange, or the server's part of it, took less than no time
  too_late,               ///< the reply came after the request had been given up
  too_early,              ///< a broadcast before its time
};
inline constexpr std::size_t kDropReasons = 13;

/// How often each reason occurred.
using DropCounts = std::array<std::uint64_t, kDropReasons>;

}  // namespace foliot::association

// XdpTime: the time that the XDP program serves until it is told otherwise, as a value.
#pragma once

#include <array>
#include <cstdint>

#include "platform/xdp/layout.h"
#include "time/interval.hpp"
#include "time/timestamp.hpp"

namespace foliot::platform {

/// The clock of the kernel that the program reads.
enum class XdpClock : std::uint8_t {
  tai,        ///< follows every step of the machine's clock, so it is the one for serving the machine's time
  monotonic,  ///< is never stepped: for a clock of our own
};

struct XdpTime {
  XdpClock clock = XdpClock::tai;
  std::int64_t base_ns = 0;                              ///< what that clock showed ...
  Timestamp base;                                        ///< ... when this was the time that is served
  double rate = 0;                                       ///< how much faster the served time runs than that clock, s/s
  Interval life;                                         ///< how long all of this holds; at most 4 s are believed
  Interval dispersion;                                   ///< at `base`, with the clock's precision
  double dispersion_rate = 0;                            ///< s/s
  std::array<std::uint8_t, XDP_HEADER_OCTETS> header{};  ///< the start of a reply of server::make_reply
  std::uint16_t port = 123;
  std::uint8_t traffic_class = 0;    ///< of what is sent
  std::uint32_t headway_log2_s = 3;  ///< `discard average`
  std::uint32_t minimum_s = 2;       ///< `discard minimum`
};

/// The same for the program. Its life is 0, so that it serves nothing, when a number does not fit: |rate| beyond 6 %, a
/// dispersion that is negative or grows by more than 20 %.
[[nodiscard]] xdp_slot to_slot(const XdpTime& time);

}  // namespace foliot::platform

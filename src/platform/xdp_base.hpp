// XdpBase: a served clock as a straight line over one of the kernel's clocks that a BPF program can read.
#pragma once

#include "platform/platform_clock.hpp"
#include "platform/xdp_time.hpp"

namespace foliot::platform {

struct XdpBase {
  XdpClock clock = XdpClock::tai;
  std::int64_t base_ns = 0;  ///< what that clock shows ...
  ClockReading served;       ///< ... when the served clock shows this
  double rate = 0;           ///< how much faster the served clock runs than that one, s/s
};

/// Reads both now. The machine's own clock is TAI less whole seconds, so it is met exactly, whoever steers or steps it
/// meanwhile. Any other one is met within what two readings are apart; after each command it must be read anew.
[[nodiscard]] XdpBase read_xdp_base(PlatformClock& served);

}  // namespace foliot::platform

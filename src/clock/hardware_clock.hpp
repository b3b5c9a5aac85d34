// HardwareClock: the seam between the suite and the machine's battery-backed clock (RTC).
//
// It counts whole seconds and is read in whole seconds: what it shows between two of them is known only from the
// instant at which it goes on (clock/rtc_edge.hpp). It keeps UTC. Two stand behind the seam, both in platform: the
// kernel's device (rtc(4)), and a virtual one in a regular file.
#pragma once

#include <cstdint>
#include <expected>

#include "time/interval.hpp"

namespace foliot::clock {

enum class RtcError : std::uint8_t {
  not_permitted,  ///< no privilege to set it, or to open it
  busy,           ///< another program holds the device
  no_time,        ///< it has no valid time: its battery was empty
  stopped,        ///< it does not tick
  disturbed,      ///< it, or the clock that it is compared with, was set meanwhile
  abandoned,      ///< the caller did not want to wait any longer
  failed,         ///< anything else the system says
};

class HardwareClock {
 public:
  virtual ~HardwareClock() = default;

  /// The second that it shows, since 1970. It may take some milliseconds.
  [[nodiscard]] virtual std::expected<std::int64_t, RtcError> read() = 0;
  /// Makes it show `second_s` (since 1970) at once.
  [[nodiscard]] virtual std::expected<void, RtcError> set(std::int64_t second_s) = 0;
  /// How long after `set` it goes on to the next second: 0.5 s where setting restarts its divider half way (MC146818,
  /// the CMOS clock of PCs), else 1 s.
  [[nodiscard]] virtual Interval first_tick() const = 0;
};

}  // namespace foliot::clock

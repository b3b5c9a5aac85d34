// PlatformClock: a steerable clock that also understands the kernel's packet stamps.
//
// Reading (`now`, `at_realtime`) may be done by any thread while one gives commands: server workers read it.
//
// The kernel stamps packets in the machine's REALTIME, whichever clock the daemon runs on. Each clock of this
// room can say what it itself showed at such a stamp.
#pragma once

#include <cstdint>
#include <optional>

#include "clock/kernel_state.hpp"
#include "clock/steerable_clock.hpp"
#include "time/points.hpp"

namespace foliot::platform {

class PlatformClock : public clock::SteerableClock {
 public:
  /// This clock's reading at the instant when the machine's REALTIME showed `machine_realtime`. A stamp that
  /// cannot be placed (over 4 s old, or ahead: the machine's clock was stepped) gives the reading of now.
  [[nodiscard]] ClockReading at_realtime(WallTime machine_realtime);
  /// The same for many stamps: machine: the machine's clocks (`system_clock_reading`), read after they were made.
  [[nodiscard]] virtual ClockReading at_realtime(WallTime machine_realtime, const ClockReading& machine) = 0;
  /// What the clock keeps for programs that ask adjtimex(2); nothing when it keeps no such thing.
  [[nodiscard]] virtual std::optional<clock::KernelState> kernel_state() { return std::nullopt; }
  /// Whether this is the machine's REALTIME itself.
  [[nodiscard]] virtual bool is_machine_clock() const { return false; }
  /// Whether this is a clock of our own because the machine's may not be set.
  [[nodiscard]] virtual bool is_read_only() const { return false; }
};

/// The smallest step between two readings of `clock`, as log2 of seconds, rounded up (RFC 5905 section 7.3,
/// precision). Bounded: where time stands still between polls (a simulator) the answer is -23.
[[nodiscard]] std::int8_t measure_precision(PlatformClock& clock);

}  // namespace foliot::platform

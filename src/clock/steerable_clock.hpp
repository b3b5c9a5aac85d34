// SteerableClock: the seam between the suite and whatever clock it steers.
//
// Four stand behind it: the kernel's, a software clock in private memory (read-only mode: the machine's clock
// is left alone), a software clock in a shared file (virtual clocks), and the simulator's.
#pragma once

#include <cstdint>
#include <expected>

#include "discipline/clock_command.hpp"
#include "time/points.hpp"

namespace foliot::clock {

enum class ClockError : std::uint8_t {
  not_permitted,  ///< no privilege to change this clock (EPERM); reading still works
  out_of_range,   ///< the clock cannot run at that frequency or jump that far
  failed,         ///< anything else the system says
};

class SteerableClock {
 public:
  virtual ~SteerableClock() = default;

  /// The free-running clock and this clock at one instant.
  [[nodiscard]] virtual ClockReading now() = 0;
  /// The frequency that the clock runs at now; what it was left at before the first command.
  [[nodiscard]] virtual Frequency frequency() = 0;
  /// Carries out one command, or says why not; a failed command changes nothing.
  [[nodiscard]] virtual std::expected<void, ClockError> apply(const discipline::ClockCommand& command) = 0;
  /// The most that SetFrequency may ask for; at least 500 ppm.
  [[nodiscard]] virtual Frequency max_frequency() const = 0;
  /// Whether the clock repeats or skips a second by itself at the end of the day that SetStatus announces it for.
  [[nodiscard]] virtual bool takes_leap_seconds() const { return false; }
};

}  // namespace foliot::clock

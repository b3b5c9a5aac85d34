// PhcDevice: the clock of a network card, /dev/ptpN (Documentation/driver-api/ptp.rst of the kernel).
//
// It is only ever read. Three calls do that, the better ones not with every card: PTP_SYS_OFFSET_PRECISE compares the
// clocks in hardware, PTP_SYS_OFFSET_EXTENDED reads REALTIME right before and after the card's register, PTP_SYS_OFFSET
// around the whole driver. REALTIME is turned into the free-running clock on the spot.
#pragma once

#include <cstdint>
#include <expected>
#include <vector>

#include "clock/phc_map.hpp"
#include "platform/card_calls.hpp"
#include "platform/fd.hpp"
#include "platform/sys_error.hpp"

namespace foliot::platform {

class PhcDevice {
 public:
  /// index: its number. use_cross: whether clocks may be compared in hardware.
  [[nodiscard]] static std::expected<PhcDevice, SysError> open(const CardCalls& calls, int index, bool use_cross);

  /// A set of readings; empty when REALTIME was stepped meanwhile. An error when the card cannot be read, or is gone.
  [[nodiscard]] std::expected<std::vector<clock::PhcReading>, SysError> read();

 private:
  using Readings = std::expected<std::vector<clock::PhcReading>, SysError>;
  enum class Way : std::uint8_t { cross, extended, simple };

  PhcDevice(const CardCalls& calls, Fd fd, Way way) : calls_(calls), fd_(std::move(fd)), way_(way) {}
  [[nodiscard]] Readings read_by(Way way);
  [[nodiscard]] Readings read_cross();
  [[nodiscard]] Readings read_extended();
  [[nodiscard]] Readings read_simple();

  CardCalls calls_;
  Fd fd_;
  Way way_;  ///< the best that works
};

}  // namespace foliot::platform

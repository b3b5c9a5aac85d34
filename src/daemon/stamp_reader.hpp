// StampReader: when a datagram arrived or left, by the best stamp there is. It belongs to one thread.
#pragma once

#include <optional>

#include "clock/stamp_choice.hpp"
#include "platform/platform_clock.hpp"
#include "platform/udp_socket.hpp"

namespace foliot::daemon {

class StampReader {
 public:
  /// clock: outlives it; where its stamps will be placed.
  explicit StampReader(platform::PlatformClock& clock) : clock_(clock) {}

  /// The arrival of a datagram that a card has stamped, in the machine's REALTIME. machine: read after it came.
  [[nodiscard]] WallTime arrival(const platform::Datagram& datagram, const clock::CardTable& cards,
                                 const ClockReading& machine);
  /// The departure that `stamp` tells of, in the machine's REALTIME; nothing when it says nothing new.
  [[nodiscard]] std::optional<WallTime> departure(const platform::TransmitStamp& stamp, const clock::CardTable& cards);

  [[nodiscard]] const clock::CardCounts& counts() const { return choice_.counts(); }

 private:
  [[nodiscard]] clock::MachineTime at(const ClockReading& machine);

  platform::PlatformClock& clock_;
  clock::StampChoice choice_;
};

}  // namespace foliot::daemon

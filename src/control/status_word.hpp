// Status words: 16 bits that tell the state of the system or of an association at a glance.
//
// RFC 9327 section 3.1 (system) and 3.2 (peer). Readers of the daemon take them apart, the daemon packs them.
#pragma once

#include <cstdint>

#include "control/views.hpp"
#include "selection/system_offset.hpp"
#include "time/leap_indicator.hpp"

namespace foliot::control {

/// The event counter is four bits wide and stops at its end.
inline constexpr std::uint8_t kMaxEventCount = 15;

/// RFC 9327 section 3.1: leap (2 bits), source (6), count (4), event (4).
struct SystemStatus {
  LeapIndicator leap = LeapIndicator::unsynchronized;
  ClockSource source = ClockSource::unspecified;
  std::uint8_t event_count = 0;  ///< encoded as at most 15
  SystemEvent last_event = SystemEvent::unspecified;

  /// Any word; a source that RFC 9327 does not know is kept as its number.
  [[nodiscard]] static SystemStatus decode(std::uint16_t word);
  [[nodiscard]] std::uint16_t encode() const;
  friend bool operator==(const SystemStatus&, const SystemStatus&) = default;
};

/// RFC 9327 section 3.2: five flags, selection (3 bits), count (4), event (4).
struct PeerStatus {
  bool configured = false;
  bool authentication_enabled = false;
  bool authentic = false;
  bool reachable = false;
  bool broadcast = false;
  selection::SelectionStatus selection = selection::SelectionStatus::reject;
  std::uint8_t event_count = 0;  ///< encoded as at most 15
  PeerEvent last_event = PeerEvent::unspecified;

  [[nodiscard]] static PeerStatus decode(std::uint16_t word);
  [[nodiscard]] std::uint16_t encode() const;
  friend bool operator==(const PeerStatus&, const PeerStatus&) = default;
};

/// Records an event: the counter counts those since the code changed last, and stops at its end (RFC 9327 section 3.1).
template <class Event>
void record_event(Event event, Event& last_event, std::uint8_t& count) {
  if (event != last_event) count = 0;
  last_event = event;
  if (count < kMaxEventCount) ++count;
}

[[nodiscard]] SystemStatus status_of(const SystemView& system);
[[nodiscard]] PeerStatus status_of(const PeerView& peer);
/// RFC 9327 section 3.3: state and last event of a reference clock's driver. None of ours has ever anything to say.
[[nodiscard]] constexpr std::uint16_t clock_status(const ClockView&) {
  return 0;
}

}  // namespace foliot::control

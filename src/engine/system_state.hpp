// SystemState: the system variables of RFC 5905 section 11.1, as they were at the last update.
#pragma once

#include <cstdint>
#include <optional>

#include "control/status_word.hpp"
#include "control/views.hpp"
#include "time/leap_indicator.hpp"
#include "time/points.hpp"
#include "wire/reference_id.hpp"

namespace foliot::engine {

struct SystemState {
  LeapIndicator leap = LeapIndicator::unsynchronized;
  std::uint8_t stratum = 16;
  wire::ReferenceId reference_id = wire::ReferenceId::from_text("INIT");
  Timestamp reference;  ///< local clock, when it was last corrected
  MonoTime updated_at;
  double root_delay_s = 0;
  double root_dispersion_s = 0;    ///< at `updated_at`; with root_delay/2 it bounds the true error
  double dispersion_rate = 15e-6;  ///< s/s: its growth since; RFC 5905 PHI until something better is known
  double offset_s = 0;             ///< against the local clock, when it was last corrected
  double offset_sd_s = 0;
  double jitter_s = 0;
  double wander = 0;                ///< s/s per sqrt(s)
  std::optional<std::size_t> peer;  ///< slot of the system peer
  control::ClockSource source = control::ClockSource::unspecified;
  control::SystemEvent last_event = control::SystemEvent::restart;
  std::uint8_t event_count = 1;
  std::optional<int> tai_offset_s;  ///< TAI minus UTC, as the leap second list knows
  std::uint64_t disturbances = 0;   ///< of the clock, by others

  void note(control::SystemEvent event) { control::record_event(event, last_event, event_count); }
  /// Root dispersion at `now`, s.
  [[nodiscard]] double root_dispersion_at(MonoTime now) const {
    const double age_s = (now - updated_at).seconds();
    return root_dispersion_s + (age_s > 0 ? age_s * dispersion_rate : 0);
  }
  /// |true time - local clock| is at most this, s.
  [[nodiscard]] double root_distance_at(MonoTime now) const { return root_delay_s / 2 + root_dispersion_at(now); }
};

}  // namespace foliot::engine

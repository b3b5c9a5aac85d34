// TimeSnapshot: all that a server worker needs to answer, published by the control thread.
//
// It ages: root dispersion grows from `as_of`, and after `void_after` nothing in it may be believed, so a
// stalled control thread turns into leap 3 on the wire, never into stale time.
#pragma once

#include <cstdint>

#include "time/interval.hpp"
#include "time/leap_indicator.hpp"
#include "time/points.hpp"
#include "time/short_interval.hpp"
#include "time/timestamp.hpp"
#include "wire/reference_id.hpp"

namespace foliot::clock {

struct TimeSnapshot {
  MonoTime as_of;
  MonoTime void_after;
  LeapIndicator leap = LeapIndicator::unsynchronized;
  std::uint8_t stratum = 16;
  std::int8_t precision = -20;  ///< log2 s
  std::int8_t poll = 6;         ///< log2 s
  Interval smear;               ///< added to the time that is served, at `as_of`: a leap smear
  double smear_rate = 0;        ///< s/s, its growth since
  wire::ReferenceId reference_id = wire::ReferenceId::from_text("INIT");
  Timestamp reference;  ///< when the clock was last set or corrected
  Interval root_delay;
  Interval root_dispersion;        ///< at `as_of`
  double dispersion_rate = 15e-6;  ///< s/s, its growth since

  /// The smear at `now`.
  [[nodiscard]] Interval smear_at(MonoTime now) const {
    return smear_rate == 0 ? smear : smear + Interval::from_seconds(smear_rate * (now - as_of).seconds());
  }
};

}  // namespace foliot::clock

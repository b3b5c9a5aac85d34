// Timeline: the free-running clock dressed as NTP time.
//
// timeline(m) = anchor + m. Exchanges and estimates live on it, so steering and steps of the local clock move
// nothing there. The anchor makes offsets small numbers; it is moved only together with the estimates.
#pragma once

#include "time/points.hpp"

namespace foliot::engine {

class Timeline {
 public:
  /// Agrees with the local clock at `now`.
  explicit constexpr Timeline(const ClockReading& now) : zero_(to_timestamp(now.wall) + -(now.mono - MonoTime{})) {}

  /// The timestamp of MonoTime zero.
  [[nodiscard]] constexpr Timestamp zero() const { return zero_; }
  [[nodiscard]] constexpr Timestamp at(MonoTime mono) const { return zero_ + (mono - MonoTime{}); }
  /// Timeline minus local clock at that instant, s. Add an offset on the timeline to get one against the clock.
  [[nodiscard]] constexpr double ahead_of_clock_s(const ClockReading& now) const {
    return (at(now.mono) - to_timestamp(now.wall)).seconds();
  }
  /// Moves the anchor forward by `shift`: offsets on the timeline become smaller by it.
  constexpr void rebase(Interval shift) { zero_ = zero_ + shift; }

 private:
  Timestamp zero_;
};

}  // namespace foliot::engine

// LeapWatch: whether a leap second is coming, when exactly, and that it is taken once.
//
// Servers announce a leap second in the last day of the month at whose end it happens (RFC 5905 figure 9); a
// majority of those that are followed must say so. At the instant itself UTC repeats or skips a second: the
// timeline's anchor moves by one, and everything learnt stays valid. Announcements on any other day, and within
// half a day after a leap second, mean nothing: a server that has not taken its warning back must not cause a
// second one.
#pragma once

#include <optional>
#include <span>

#include "time/interval.hpp"
#include "time/leap_indicator.hpp"
#include "time/points.hpp"

namespace foliot::engine {

/// What more than half of `announced` say; none without such a majority.
[[nodiscard]] LeapIndicator majority_leap(std::span<const LeapIndicator> announced);

class LeapWatch {
 public:
  /// What the followed servers announce at the true time `now`.
  void announce(LeapIndicator voted, WallTime now);
  /// The leap second that is coming; none most of the time.
  [[nodiscard]] LeapIndicator pending() const { return instant_ ? pending_ : LeapIndicator::none; }
  /// UTC just before which the last second is repeated (insert) or at which it has been skipped (delete): true
  /// time at which the anchor moves. Nothing when none is coming.
  [[nodiscard]] std::optional<WallTime> instant() const { return instant_; }
  /// Takes the leap second when the true time `now` has reached its instant: by how much UTC jumps, -1 s for an
  /// inserted second and +1 s for a deleted one.
  [[nodiscard]] std::optional<Interval> take(WallTime now);
  /// Whether `now` is so close to a leap second that readings on both sides of it may be mixed.
  [[nodiscard]] bool is_near(WallTime now) const;

 private:
  LeapIndicator pending_ = LeapIndicator::none;
  std::optional<WallTime> instant_;
  std::optional<WallTime> last_;
};

}  // namespace foliot::engine

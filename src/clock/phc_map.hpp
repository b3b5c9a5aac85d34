// The clock of a network card (PHC: PTP hardware clock) on the free-running clock, from readings of both.
//
// A card stamps packets by a clock of its own, which nobody has to set or steer. Reading it takes microseconds, so each
// reading stands between two of the free-running clock; of a set of readings those with the narrowest window count. The
// last sets give a line, by medians (Theil 1950, Sen 1968), so that a few bad ones do not matter. The line is on the
// free-running clock and not on REALTIME: so it does not notice when REALTIME is slewed or stepped.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "time/points.hpp"

namespace foliot::clock {

struct CardClock;
/// Nanoseconds of a card's clock since an arbitrary start.
using PhcTime = TimePoint<CardClock>;

/// The card's clock showed `phc` at some instant between `before` and `after`.
struct PhcReading {
  MonoTime before;
  PhcTime phc;
  MonoTime after;
};

/// An instant, and how far at most it may be off, as far as can be told.
struct PlacedStamp {
  MonoTime time;
  Interval error;
};

/// The line: a plain value, to be handed to other threads.
struct PhcMap {
  PhcTime phc;              ///< of the newest reading, ...
  MonoTime mono;            ///< ... when it was then
  double gain = 0;          ///< seconds that the free-running clock gains in each second of the card's
  Interval error;           ///< there
  double error_growth = 0;  ///< seconds for each second away from there
  Interval reach;           ///< farther away it says nothing

  /// When it was as the card's clock showed `stamp`; nothing out of reach.
  [[nodiscard]] std::optional<PlacedStamp> at(PhcTime stamp) const;
};

struct PhcOptions {
  std::size_t minsamples = 2;                            ///< sets of readings without which nothing is said, at least 2
  std::size_t maxsamples = 16;                           ///< that are kept
  Interval precision = Interval::from_nanoseconds(100);  ///< no better is expected of a reading
  Interval poll = Interval::from_seconds(2);             ///< the longest time between two sets
};

class PhcTracker {
 public:
  explicit PhcTracker(const PhcOptions& options);

  /// Adds a set of readings made in one go. Where it does not fit to those before, one of the clocks was stepped or the
  /// machine slept: they are forgotten. Windows that end before they begin are left out.
  void add(std::span<const PhcReading> readings);
  /// Nothing while there are too few samples.
  [[nodiscard]] const std::optional<PhcMap>& map() const { return map_; }
  [[nodiscard]] std::size_t samples() const { return samples_.size(); }
  /// How often all was forgotten.
  [[nodiscard]] std::size_t resets() const { return resets_; }

 private:
  /// A set.
  struct Sample {
    PhcTime phc;
    MonoTime mono;
    double half_window_s;
  };
  [[nodiscard]] std::optional<Sample> best_of(std::span<const PhcReading> readings) const;
  [[nodiscard]] bool fits(const Sample& sample) const;
  [[nodiscard]] PhcMap fit() const;

  PhcOptions options_;
  std::vector<Sample> samples_;  ///< the newest last
  std::optional<PhcMap> map_;
  std::size_t resets_ = 0;
};

}  // namespace foliot::clock

// A clock in virtual time that does what ClockCommands say, and its distance from the truth.
//
// `true_frequency` is the rate of true time against the free-running clock, so it is also what a perfect
// discipline would run the clock at.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <variant>
#include <vector>

#include "discipline/discipline.hpp"

namespace foliot::discipline {

inline MonoTime at_s(double seconds) {
  return MonoTime{} + Interval::from_seconds(seconds);
}

class SimulatedClock {
 public:
  /// offset_s > 0: the clock starts slow.
  SimulatedClock(double offset_s, Frequency true_frequency) : offset_s_(offset_s), true_frequency_(true_frequency) {}

  /// Runs until `now`, ending slews at their deadlines, `late_s` too late.
  void run_until(Discipline& discipline, MonoTime now, double late_s = 0) {
    while (discipline.next_deadline() && *discipline.next_deadline() + Interval::from_seconds(late_s) <= now) {
      advance_to(*discipline.next_deadline() + Interval::from_seconds(late_s));
      apply(discipline.on_timer(now_));
    }
    advance_to(now);
  }
  void advance_to(MonoTime now) {
    offset_s_ += (true_frequency_ - frequency_).ratio() * (now - now_).seconds();
    now_ = std::max(now_, now);
  }
  void apply(const Decision& decision) {
    for (const ClockCommand& command : decision.commands) {
      if (const auto* set = std::get_if<SetFrequency>(&command)) {
        frequency_ = set->frequency;
        greatest_ = std::max(greatest_, Frequency::from_ratio(std::abs(set->frequency.ratio())));
      }
      if (const auto* step = std::get_if<Step>(&command)) {
        offset_s_ -= step->shift.seconds();
        ++steps_;
      }
      if (const auto* adjust = std::get_if<Adjust>(&command)) offset_s_ -= adjust->shift.seconds();
    }
  }
  void disturb(double jump_s) { offset_s_ += jump_s; }

  /// A perfect measurement of this clock.
  [[nodiscard]] Measurement measure() const {
    Measurement measurement;
    measurement.offset_s = offset_s_;
    measurement.offset_sd_s = 1e-6;
    measurement.frequency = true_frequency_;
    measurement.frequency_sd = 1e-8;
    return measurement;
  }

  [[nodiscard]] double offset_s() const { return offset_s_; }
  [[nodiscard]] Frequency frequency() const { return frequency_; }
  [[nodiscard]] Frequency greatest_frequency() const { return greatest_; }
  [[nodiscard]] int steps() const { return steps_; }
  [[nodiscard]] MonoTime now() const { return now_; }

 private:
  MonoTime now_;
  double offset_s_;
  Frequency true_frequency_;
  Frequency frequency_;
  Frequency greatest_;
  int steps_ = 0;
};

/// A measurement of `offset_s` beyond doubt by a source that runs like the free-running clock.
inline Measurement measured(double offset_s) {
  Measurement measurement;
  measurement.offset_s = offset_s;
  measurement.offset_sd_s = 1e-6;
  measurement.frequency_sd = 1e-8;
  return measurement;
}

/// The command of type T in `decision`; nothing when there is none.
template <class T>
std::optional<T> find_command(const Decision& decision) {
  for (const ClockCommand& command : decision.commands) {
    if (const T* found = std::get_if<T>(&command)) return *found;
  }
  return std::nullopt;
}

}  // namespace foliot::discipline

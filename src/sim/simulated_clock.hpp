// SimulatedClock: an oscillator with errors and the steerable clock that hangs on it, in simulated time.
//
// True time is the simulator's own. The free-running clock (MonoTime) gains `frequency error` on it, which may
// wander as a random walk; the wall clock runs at (1 + steered frequency) of the free-running one.
#pragma once

#include <cstdint>

#include "base/rng.hpp"
#include "clock/steerable_clock.hpp"
#include "time/points.hpp"

namespace foliot::sim {

/// True UTC of the simulated world, ns since 1970.
using TrueTime = WallTime;

struct OscillatorModel {
  double offset_s = 0;     ///< wall minus true time at the start
  Frequency frequency;     ///< error of the free-running rate; > 0: too fast
  double wander = 0;       ///< random walk of that error: s/s per sqrt(s)
};

class SimulatedClock final : public clock::SteerableClock {
 public:
  SimulatedClock(const OscillatorModel& model, TrueTime start, std::uint64_t seed);

  /// Lets the oscillator run until `now`; never backwards.
  void advance(TrueTime now);

  [[nodiscard]] ClockReading now() override;
  [[nodiscard]] Frequency frequency() override { return steered_; }
  [[nodiscard]] std::expected<void, clock::ClockError> apply(const discipline::ClockCommand& command) override;
  [[nodiscard]] Frequency max_frequency() const override { return kMost; }

  /// Wall clock minus true time, s; > 0: fast.
  [[nodiscard]] double error_s() const;
  /// Someone else moves the clock.
  void disturb(Interval shift);
  /// The true time at which the free-running clock will show `mono`, at its present rate.
  [[nodiscard]] TrueTime when(MonoTime mono) const;

  [[nodiscard]] int steps() const { return steps_; }
  [[nodiscard]] Frequency largest_frequency() const { return largest_; }
  [[nodiscard]] const discipline::SetStatus& status() const { return status_; }

 private:
  static constexpr Frequency kMost = Frequency::from_ppm(100'000);

  void run(double true_s);

  base::SeededRng rng_;
  double wander_;
  double error_rate_;           ///< s/s of the free-running clock against true time
  TrueTime true_now_;
  MonoTime mono_;
  WallTime wall_;
  double mono_rest_ns_ = 0;     ///< below one nanosecond
  double wall_rest_ns_ = 0;
  Frequency steered_;
  Frequency largest_;
  discipline::SetStatus status_;
  int steps_ = 0;
};

}  // namespace foliot::sim

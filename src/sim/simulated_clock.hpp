// SimulatedClock: the steerable clock of a simulated machine.
//
// True time is the simulator's own. The free-running clock (MonoTime) hangs on the oscillator; the wall clock runs
// at (1 + steered frequency) of the free-running one. A machine that sleeps has no clock running at all.
#pragma once

#include <cstdint>

#include "clock/steerable_clock.hpp"
#include "sim/oscillator.hpp"
#include "time/points.hpp"

namespace foliot::sim {

/// True UTC of the simulated world, ns since 1970.
using TrueTime = WallTime;

class SimulatedClock final : public clock::SteerableClock {
 public:
  SimulatedClock(const OscillatorModel& model, TrueTime start, std::uint64_t seed);

  /// Lets the oscillator run until `now`; never backwards.
  void advance(TrueTime now);

  [[nodiscard]] ClockReading now() override { return {mono_, wall_}; }
  [[nodiscard]] Frequency frequency() override { return steered_; }
  [[nodiscard]] std::expected<void, clock::ClockError> apply(const discipline::ClockCommand& command) override;
  [[nodiscard]] Frequency max_frequency() const override { return kMost; }
  [[nodiscard]] bool takes_leap_seconds() const override { return takes_leap_seconds_; }
  /// Like a kernel from now on: it repeats or skips a second at the end of a day for which SetStatus announced it.
  void take_leap_seconds() { takes_leap_seconds_ = true; }
  /// True UTC jumps.
  void shift_utc(Interval by) { utc_shift_ = utc_shift_ + by; }

  /// Wall clock minus true time, s; > 0: fast.
  [[nodiscard]] double error_s() const;
  /// Rate error of the wall clock, s/s; > 0: fast.
  [[nodiscard]] double rate_error() const { return (1 + oscillator_.rate()) * (1 + steered_.ratio()) - 1; }
  /// The true time at which the free-running clock will show `mono`, at its present rate.
  [[nodiscard]] TrueTime when(MonoTime mono) const;

  /// Someone else moves the clock.
  void disturb(Interval shift) { wall_ = wall_ + shift; }
  void shift_frequency(Frequency by) { oscillator_.shift(by); }
  /// The machine stops: both clocks stand still.
  void fall_asleep() { asleep_ = true; }
  /// The machine goes on; the wall clock is set forward by what its battery clock says. knows: the kernel counts it as
  /// sleep; a virtual machine that was stopped does not know.
  void wake_up(Interval wall_shift, bool knows);
  /// What the kernel knows that it has slept, in all.
  [[nodiscard]] Interval asleep() const { return slept_; }
  /// Someone else changes the frequency that the clock is told, until it is told the next one.
  void meddle(Frequency by) { steered_ = steered_ + by; }

  [[nodiscard]] int steps() const { return steps_; }
  [[nodiscard]] Frequency largest_frequency() const { return largest_; }
  [[nodiscard]] const discipline::SetStatus& status() const { return status_; }

 private:
  static constexpr Frequency kMost = Frequency::from_ppm(100'000);

  void run(double true_ns);
  void take_leap(WallTime before);

  Oscillator oscillator_;
  TrueTime start_;
  TrueTime true_now_;
  TrueTime next_tick_;
  MonoTime mono_;
  WallTime wall_;
  double mono_rest_ns_ = 0;  ///< below one nanosecond
  double wall_rest_ns_ = 0;
  Frequency steered_;
  Frequency largest_;
  discipline::SetStatus status_;
  int steps_ = 0;
  bool asleep_ = false;
  Interval slept_;
  Interval utc_shift_;
  bool takes_leap_seconds_ = false;
  bool leap_taken_ = false;  ///< since it was announced
};

}  // namespace foliot::sim

// Oscillator: how fast a crystal really runs.
//
// Its rate error is a constant, plus a random walk (`wander`), plus sines (temperature), plus what is shifted in
// from outside. It changes once a second and is constant in between, so that a day costs little.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/draws.hpp"
#include "time/frequency.hpp"

namespace foliot::sim {

/// A frequency error that follows the temperature of a room or of a machine's load.
struct ThermalSine {
  Frequency amplitude;
  double period_s = 86'400;
  double phase = 0;  ///< turns at the start; 0: rising through zero
};

struct OscillatorModel {
  double offset_s = 0;  ///< wall minus true time at the start
  Frequency frequency;  ///< error of the free-running rate; > 0: too fast
  double wander = 0;    ///< random walk of that error: s/s per sqrt(s)
  std::vector<ThermalSine> thermal = {};
};

class Oscillator {
 public:
  Oscillator(const OscillatorModel& model, std::uint64_t seed);

  /// Rate error at present, s/s; > 0: too fast.
  [[nodiscard]] double rate() const { return rate_; }
  /// Whether the rate ever changes by itself.
  [[nodiscard]] bool is_steady() const { return wander_ <= 0 && thermal_.empty(); }
  /// A second has passed; at_s: since the start.
  void tick(double at_s);
  void shift(Frequency by);

 private:
  Draws draws_;
  double wander_;
  std::vector<ThermalSine> thermal_;
  double walk_;       ///< the constant, all shifts and the random walk
  double swing_ = 0;  ///< the sines
  double rate_;
};

}  // namespace foliot::sim

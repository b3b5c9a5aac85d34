#include "sim/oscillator.hpp"

#include <cmath>
#include <numbers>

namespace foliot::sim {

Oscillator::Oscillator(const OscillatorModel& model, std::uint64_t seed)
    : draws_(seed), wander_(model.wander), thermal_(model.thermal), walk_(model.frequency.ratio()), rate_(walk_) {
  for (const ThermalSine& sine : thermal_) {
    swing_ += sine.amplitude.ratio() * std::sin(2 * std::numbers::pi * sine.phase);
  }
  rate_ = walk_ + swing_;
}

void Oscillator::tick(double at_s) {
  if (wander_ > 0) walk_ += wander_ * draws_.normal();
  if (!thermal_.empty()) {
    swing_ = 0;
    for (const ThermalSine& sine : thermal_) {
      swing_ += sine.amplitude.ratio() * std::sin(2 * std::numbers::pi * (at_s / sine.period_s + sine.phase));
    }
  }
  rate_ = walk_ + swing_;
}

void Oscillator::shift(Frequency by) {
  walk_ += by.ratio();
  rate_ = walk_ + swing_;
}

}  // namespace foliot::sim

// Draws: the random variables that a simulated world needs, from one seed.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

#include "base/rng.hpp"

namespace foliot::sim {

class Draws {
 public:
  explicit Draws(std::uint64_t seed) : rng_(seed) {}

  [[nodiscard]] std::uint64_t bits() { return rng_.next_u64(); }
  /// Uniform in [0, 1).
  [[nodiscard]] double unit() { return rng_.next_unit(); }
  [[nodiscard]] bool chance(double probability) { return probability > 0 && unit() < probability; }
  /// Mean 1.
  [[nodiscard]] double exponential() { return -std::log(1 - unit()); }
  /// Mean 0, deviation 1 (Box and Muller, 1958; the second of each pair is kept for the next call).
  [[nodiscard]] double normal() {
    if (has_spare_) {
      has_spare_ = false;
      return spare_;
    }
    const double radius = std::sqrt(2 * exponential());
    const double angle = 2 * std::numbers::pi * unit();
    spare_ = radius * std::sin(angle);
    has_spare_ = true;
    return radius * std::cos(angle);
  }
  /// Uniform in [low, high).
  [[nodiscard]] double between(double low, double high) { return low + (high - low) * unit(); }
  /// Uniform in the logarithm; 0 < low <= high.
  [[nodiscard]] double log_between(double low, double high) { return std::exp(between(std::log(low), std::log(high))); }
  /// 0 .. count - 1; count > 0.
  [[nodiscard]] int below(int count) { return static_cast<int>(unit() * count); }

 private:
  base::SeededRng rng_;
  double spare_ = 0;
  bool has_spare_ = false;
};

}  // namespace foliot::sim

// JitterModel: what a network path adds to its quiet delay, as a distribution.
#pragma once

#include <cstdint>

#include "sim/draws.hpp"

namespace foliot::sim {

enum class JitterKind : std::uint8_t {
  none,
  exponential,  ///< mean `scale_s`: queues on a quiet path
  gaussian,     ///< deviation `scale_s`: may also shorten the delay
  mix,          ///< exponential, and with probability `share` a second exponential of mean `tail_s`: radio
  bimodal,      ///< exponential, and with probability `share` exactly `tail_s` more: two ways, or a busy link
  pareto,       ///< scale_s * (Pareto(shape) - 1): bursts without a mean when shape <= 1
};

struct JitterModel {
  JitterKind kind = JitterKind::none;
  double scale_s = 0;
  double share = 0;
  double tail_s = 0;
  double shape = 0;

  friend bool operator==(const JitterModel&, const JitterModel&) = default;
};

[[nodiscard]] constexpr JitterModel exponential(double mean_s) {
  return {.kind = JitterKind::exponential, .scale_s = mean_s};
}

/// One value, s; below zero only for `gaussian`.
[[nodiscard]] double draw(const JitterModel& jitter, Draws& draws);

}  // namespace foliot::sim

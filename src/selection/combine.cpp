#include "selection/combine.hpp"

#include <algorithm>
#include <cmath>

namespace foliot::selection {
namespace {

/// The part of its root distance that a source is typically off by for good. The bound is half the round trip and
/// more; paths are rarely that lopsided. A greater part would let noisy sources speak as loud as steady ones at
/// the same distance, a smaller one would let the mean swing to whoever was asked last.
constexpr double kConstantErrorShare = 0.05;
/// No source is trusted to better than this: keeps weights finite.
constexpr double kLeastError_s = 1e-9;

double square(double value) {
  return value * value;
}

}  // namespace

double combining_weight(const Candidate& candidate) {
  return 1 / (square(candidate.offset_sd_s) + square(kConstantErrorShare * candidate.root_distance_s) +
              square(kLeastError_s));
}

SystemOffset combine(std::span<const Candidate> candidates, const IndexList& survivors, std::size_t system_peer,
                     const OffsetRange& trusted, std::span<Verdict> verdicts) {
  double weight_sum = 0;
  for (const std::size_t index : survivors) weight_sum += combining_weight(candidates[index]);
  const Candidate& peer = candidates[system_peer];
  double ahead_of_peer_s = 0;
  double variance = 0;
  double scatter = 0;
  for (const std::size_t index : survivors) {
    const Candidate& candidate = candidates[index];
    const double share = combining_weight(candidate) / weight_sum;
    verdicts[index].weight = share;
    ahead_of_peer_s += share * (candidate.offset_s - peer.offset_s);
    variance += square(share * candidate.offset_sd_s);
    scatter += share * square(candidate.offset_s - peer.offset_s);
  }
  SystemOffset system;
  system.offset_s = std::clamp(peer.offset_s + ahead_of_peer_s, trusted.low_s, trusted.high_s);
  system.offset_sd_s = std::sqrt(variance);
  system.jitter_s = std::sqrt(scatter + square(peer.jitter_s));
  system.bound_s = std::max(trusted.high_s - system.offset_s, system.offset_s - trusted.low_s);
  system.low_s = trusted.low_s;
  system.high_s = trusted.high_s;
  system.system_peer = peer.slot;
  return system;
}

}  // namespace foliot::selection

#include "estimate/rate_doubt.hpp"

#include <algorithm>
#include <cmath>

namespace foliot::estimate {
namespace {

constexpr double kAnytime = 1e-6;       // s/s: what chrony's maxclockerror assumes, too
constexpr double kHidden = 1e-7;        // s/s: what samples that met the expectation may hide, for all that they show
constexpr double kMost = 15e-6;         // s/s: RFC 5905 PHI; beyond this it is no crystal
constexpr double kMemory_s = 86'400.0;  // what disturbs a machine comes back daily

}  // namespace

void RateDoubt::add(const PathFact& fact, double frequency) {
  double measured = unmeasured_;
  for (const PathFact& first : first_) {
    const double span_s = fact.at_s - first.at_s;
    if (span_s <= 0) continue;
    const double rate = (fact.offset_s - first.offset_s) / span_s;
    measured = std::min(measured, std::abs(rate - frequency) + (fact.error_s + first.error_s) / span_s);
  }
  unmeasured_ = measured;
  if (!first_.full()) first_.push_back(fact);
}

void RateDoubt::surprise(double span_s, double gap_s) {
  const double faded = seen_ * std::exp(-span_s / kMemory_s);
  seen_ = std::clamp(std::max(faded, gap_s / span_s), 0.0, kMost);
}

double RateDoubt::rate() const {
  return std::max({unmeasured_, kAnytime, seen_});
}

double RateDoubt::hidden_rate() const {
  return std::max({unmeasured_, kHidden, seen_});
}

void RateDoubt::rebase(double shift_s) {
  for (PathFact& first : first_) first.offset_s -= shift_s;
}

}  // namespace foliot::estimate

#include "discipline/slew_plan.hpp"

#include <algorithm>
#include <cmath>

namespace foliot::discipline {
namespace {

/// Phase variance that a slew may leave, as a share of the variance of the estimate: costs 5 % of phase RMS.
constexpr double kVarianceShare = 0.1;
/// From so many standard deviations on the offset is real, and gone in the least time.
constexpr double kSurelyOff = 3;

}  // namespace

double slew_span_s(double offset_s, double offset_sd_s, double next_update_s, double least_s) {
  const double size_s = std::abs(offset_s);
  if (size_s >= kSurelyOff * offset_sd_s) return least_s;
  const double significance = size_s / offset_sd_s;
  const double span_s = 3 * kVarianceShare * next_update_s / (significance * significance);
  return std::max(least_s, std::min(span_s, next_update_s));
}

}  // namespace foliot::discipline

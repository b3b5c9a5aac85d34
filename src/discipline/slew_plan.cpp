#include "discipline/slew_plan.hpp"

#include <algorithm>
#include <cmath>

namespace foliot::discipline {
namespace {

/// Standard deviations. Ordinary corrections of a good estimate stay below three; where the oscillator wanders
/// fast and measurements are rare they reach six.
constexpr double kSurelyOff = 10;
/// The span is such a share of the time N to the next measurement that the phase variance left by the slew is 0.7
/// of the estimate's own (span = 3 * 0.7 * N / significance^2), and at least 1.2 N. Corrections far below the doubt
/// in them are noise: they are removed over many measurements. Against 0.2 and 0.5 N this costs 5 percent of phase
/// error and halves the frequency error.
constexpr double kVarianceShare = 0.7;
constexpr double kLeastShare = 1.2;
constexpr double kMostShare = 16;
/// From here on programs notice: removed within the shortest span. Below, an estimate that was revised after a
/// long silence is no reason to make the clock run wildly: at poll 2^10 s half of the time to the next measurement
/// halves the frequency error over a day and adds 2 percent of phase error.
constexpr double kPerceptible_s = 10e-3;

/// Below that, no correction needs to be faster than this (s/s) while that takes no longer than so many seconds.
constexpr double kGentleRate = 8e-6;
constexpr double kGentleSpan_s = 256;

}  // namespace

bool is_surely_off(double offset_s, double offset_sd_s) {
  return std::abs(offset_s) >= kSurelyOff * offset_sd_s;
}

double slew_span_s(double offset_s, double offset_sd_s, double next_update_s) {
  if (std::abs(offset_s) >= kPerceptible_s && is_surely_off(offset_s, offset_sd_s)) return kSlewSpan_s;
  if (offset_s == 0) return std::max(kSlewSpan_s, next_update_s);
  const double doubt = offset_sd_s / std::abs(offset_s);
  const double share = std::clamp(3 * kVarianceShare * doubt * doubt, kLeastShare, kMostShare);
  const double gentle_s = std::min(std::abs(offset_s) / kGentleRate, kGentleSpan_s);
  return std::max({kSlewSpan_s, share * next_update_s, gentle_s});
}

}  // namespace foliot::discipline

#include "estimate/likelihood.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace foliot::estimate {
namespace {

constexpr double kNarrowBox = 0.1;      // below this half width in sigmas, a box is as good as its variance
constexpr double kImpossible = 1e-250;  // probabilities below this are as good as 0
constexpr double kFlat = 1e-3;          // a tilt that changes the density by less over the box is none
constexpr double kSteep = 300;          // sinh stays finite
constexpr double kSharpEdge = 4;        // a queue this many times shorter than a sigma is as good as its variance

double normal_density(double x) {
  return std::exp(-0.5 * x * x) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
}
double normal_tail(double x) {
  return 0.5 * std::erfc(x / std::numbers::sqrt2);
}

struct Truncated {
  double probability = 0;
  Moments moments;
};

// The standard normal restricted to [low, high], low <= -high.
Truncated truncate_normal(double low, double high) {
  Truncated result;
  result.probability = normal_tail(-high) - normal_tail(-low);
  if (!(result.probability > kImpossible)) return {};
  const double at_low = normal_density(low);
  const double at_high = normal_density(high);
  result.moments.mean = (at_low - at_high) / result.probability;
  const double second = 1 + (low * at_low - high * at_high) / result.probability;
  result.moments.variance = std::clamp(second - result.moments.mean * result.moments.mean, 0.0, 1.0);
  return result;
}

Posterior update_normal(Moments prior, double measured_s, double noise_variance) {
  const double total = prior.variance + noise_variance;
  const double innovation = measured_s - prior.mean;
  const double gain = prior.variance / total;
  const double sd = std::sqrt(total);
  return {{prior.mean + gain * innovation, prior.variance * (1 - gain)}, normal_density(innovation / sd) / sd};
}

// What the probability of the truncated normal has to be multiplied by.
double tilted_density(double innovation_s, double total_variance, ErrorShape shape) {
  const double y = shape.half_width_s * shape.tilt;
  if (y < kFlat) return 1 / (2 * shape.half_width_s);
  const double exponent =
      shape.tilt * (innovation_s - shape.half_width_s) + shape.tilt * shape.tilt * total_variance / 2;
  return shape.tilt / -std::expm1(-2 * y) * std::exp(exponent);
}

// Mean and variance of the error without its normal part: the Langevin function and its derivative.
Moments box_moments(double half_width_s, double tilt) {
  const double y = half_width_s * tilt;
  if (std::abs(y) < kFlat) return {half_width_s * y / 3, half_width_s * half_width_s / 3};
  const double sinh = std::sinh(std::clamp(y, -kSteep, kSteep));
  return {half_width_s * (1 / std::tanh(y) - 1 / y),
          half_width_s * half_width_s * std::max(0.0, 1 / (y * y) - 1 / (sinh * sinh))};
}

}  // namespace

Posterior update(Moments prior, double measured_s, ErrorShape shape) {
  // Mirrored, if need be, so that the tilt is never negative.
  if (shape.tilt < 0) {
    const ErrorShape flipped{shape.half_width_s, shape.noise_s, -shape.tilt};
    Posterior mirrored = update({-prior.mean, prior.variance}, -measured_s, flipped);
    mirrored.moments.mean = -mirrored.moments.mean;
    return mirrored;
  }
  const double noise_variance = shape.noise_s * shape.noise_s;
  const double total = prior.variance + noise_variance;
  const double sd = std::sqrt(total);
  if (shape.half_width_s < kNarrowBox * sd || shape.tilt * sd > kSharpEdge) {
    const Moments box = box_moments(shape.half_width_s, shape.tilt);
    return update_normal(prior, measured_s - box.mean, noise_variance + box.variance);
  }
  const double innovation = measured_s - prior.mean;
  // The box error given the innovation is a truncated normal, moved by the tilt.
  const double centre = innovation + shape.tilt * total;
  const double low = (-shape.half_width_s - centre) / sd;
  const double high = (shape.half_width_s - centre) / sd;
  const bool mirror = low + high > 0;
  Truncated box = mirror ? truncate_normal(-high, -low) : truncate_normal(low, high);
  if (box.probability == 0) return {prior, 0};
  if (mirror) box.moments.mean = -box.moments.mean;
  const double gain = prior.variance / total;
  Posterior result;
  result.moments.mean = prior.mean - gain * (centre - innovation + sd * box.moments.mean);
  result.moments.variance = prior.variance * (1 - gain) + gain * gain * total * box.moments.variance;
  result.density = box.probability * tilted_density(innovation, total, shape);
  return result;
}

}  // namespace foliot::estimate

// ClockState: a Gaussian belief about offset and frequency of the local oscillator against one source.
//
// The frequency walks randomly with strength `wander`, the offset is its integral: the two-state clock model
// (Zucca, Tavella, "The clock model and its relationship with the Allan and related variances", 2005).
#pragma once

#include <algorithm>

namespace foliot::estimate {

/// Mean and variance of a scalar.
struct Moments {
  double mean = 0;
  double variance = 0;
};

struct ClockState {
  double offset_s = 0;
  double frequency = 0;           // s/s
  double offset_variance = 0;     // s^2
  double covariance = 0;          // s * s/s
  double frequency_variance = 0;  // (s/s)^2

  /// Moves the belief `span_s` >= 0 ahead; wander in s/s per sqrt(s).
  void predict(double span_s, double wander) {
    const double walk = wander * wander * span_s;
    offset_s += frequency * span_s;
    offset_variance += span_s * (2 * covariance + span_s * (frequency_variance + walk / 3));
    covariance += span_s * (frequency_variance + walk / 2);
    frequency_variance += walk;
  }

  /// Replaces the belief about the offset; what is known of the frequency follows by the covariance.
  void learn_offset(Moments offset) {
    const double slope = covariance / offset_variance;
    frequency += slope * (offset.mean - offset_s);
    // Never below 0, which rounding could do to a frequency that is known as well as digits allow.
    frequency_variance = std::max(0.0, frequency_variance + slope * slope * (offset.variance - offset_variance));
    covariance = slope * offset.variance;
    offset_s = offset.mean;
    offset_variance = offset.variance;
  }
};

}  // namespace foliot::estimate

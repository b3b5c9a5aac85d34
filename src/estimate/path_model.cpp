#include "estimate/path_model.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace foliot::estimate {
namespace {

constexpr double kGeneration_s = 12 * 3600.0;  // longer than the congested part of a day
constexpr int kGenerationSamples = 100;
constexpr double kJitterShare = 0.1;     // jitter of an unknown path, as a share of its round trip ...
constexpr double kGuessSamples = 2;      // ... believed until this many samples are in
constexpr double kTiltSamples = 8;       // below these the directions cannot be told apart
constexpr double kNormalSpread = 0.6745; // median absolute deviation of a normal, in standard deviations
constexpr double kQueueSpread = 0.4812;  // the same of an exponential, in means
// With exponential queues both ways the least of n round trips exceeds the base by 0.75 medians / sqrt(n).
constexpr double kBaseBias = 0.75;

double median(std::span<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// Median absolute deviation; overwrites the values.
double spread(std::span<double> values, double centre) {
  for (double& value : values) value = std::abs(value - centre);
  return median(values);
}

}  // namespace

std::size_t PathModel::count() const { return std::min(static_cast<std::size_t>(samples_), kRecent); }

void PathModel::add_delay(double at_s, double delay_s, double precision_s) {
  if (samples_ < (1 << 30)) ++samples_;
  delay_s_[newest()] = delay_s;
  innovation_s_[newest()] = 0;
  precision_s_ = precision_s;
  track_base(at_s, delay_s);
  measure_scatter();
}

void PathModel::track_base(double at_s, double delay_s) {
  if (current_.samples >= kGenerationSamples && at_s - current_.since_s >= kGeneration_s) {
    previous_ = current_;
    current_ = {};
  }
  if (current_.samples == 0) current_ = {delay_s, at_s, 0};
  current_.least_s = std::min(current_.least_s, delay_s);
  ++current_.samples;
  base_s_ = previous_.samples > 0 ? std::min(previous_.least_s, current_.least_s) : current_.least_s;
}

void PathModel::measure_scatter() {
  Ring values = delay_s_;
  const std::span<double> recent = std::span(values).first(count());
  const double median_s = median(recent);
  const double spread_s = spread(recent, median_s);
  // The guess fades with the square of the samples: a spread from few is worth little, from many a lot.
  const double samples = static_cast<double>(count()) / kGuessSamples;
  const double trust = samples * samples / (1 + samples * samples);
  const double guess_s = kJitterShare * median_s;
  excess_s_ = std::max(precision_s_, std::lerp(guess_s, median_s - base_s_, trust));
  normal_noise_s_ = std::max(precision_s_, std::lerp(guess_s, spread_s / kNormalSpread / 2, trust));
}

double PathModel::half_width_s(double delay_s) const {
  const double samples = std::max(1, current_.samples + previous_.samples);
  return (delay_s - base_s_ + kBaseBias * excess_s_ / std::sqrt(samples)) / 2;
}

double PathModel::queue_scale_s(double side) const {
  Ring values;
  for (std::size_t i = 0; i < count(); ++i) values[i] = delay_s_[i] / 2 + side * innovation_s_[i];
  const std::span<double> recent = std::span(values).first(count());
  return std::max(spread(recent, median(recent)) / kQueueSpread, precision_s_);
}

void PathModel::add_innovation(double innovation_s) {
  innovation_s_[newest()] = innovation_s;
  if (samples_ >= kTiltSamples) tilt_ = 1 / queue_scale_s(-1) - 1 / queue_scale_s(1);
}

}  // namespace foliot::estimate

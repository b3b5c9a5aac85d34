#include "estimate/path_model.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace foliot::estimate {
namespace {

constexpr double kGeneration_s = 12 * 3600.0;  // longer than the congested part of a day
constexpr int kGenerationSamples = 100;
constexpr double kJitterShare = 0.1;  // jitter of an unknown path, as a share of its round trip ...
constexpr double kGuessSamples = 2;   // ... believed until this many samples are in
constexpr int kTiltSamples = 8;       // below these the directions cannot be told apart
constexpr int kUsualSamples = 16;     // below these nothing is usual
constexpr double kUsualSigmas = 3;
constexpr double kNewPathShare = 0.5;     // a new path's round trips may differ by this share without being strays
constexpr double kNever_s = 1e9;          // longer than any accepted round trip
constexpr double kNormalSpread = 0.6745;  // median absolute deviation of a normal, in standard deviations
constexpr double kQueueSpread = 0.4812;   // the same of an exponential, in means
// The lower quartile stands for the median, so that even a path that is congested half of the time has a quiet
// scale. 1.75 is their ratio for exponential queues both ways.
constexpr double kQuartile = 1.75;
// With exponential queues both ways the least of n round trips exceeds the base by 0.75 medians / sqrt(n).
constexpr double kBaseBias = 0.75;

// The value that `share` (0 ... 1) of the values lie below; reorders them.
double quantile(std::span<double> values, double share) {
  const auto index = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size()));
  std::nth_element(values.begin(), values.begin() + index, values.end());
  return values[static_cast<std::size_t>(index)];
}

double median(std::span<double> values) {
  return quantile(values, 0.5);
}

// Median absolute deviation; overwrites the values.
double spread(std::span<double> values, double centre) {
  for (double& value : values) value = std::abs(value - centre);
  return median(values);
}

}  // namespace

std::size_t PathModel::count() const {
  return std::min(static_cast<std::size_t>(samples_), kRecent);
}

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
  if (current_.samples == 0) current_ = {{}, kNever_s, at_s, 0};
  current_.least.add(delay_s);
  ++current_.samples;
  LeastDelay least = current_.least;
  least.add(previous_.least);
  const double share = samples_ < kUsualSamples ? kNewPathShare : kJitterShare;
  base_s_ = least.get_s(std::max(excess_s_, share * delay_s));
}

void PathModel::measure_scatter() {
  Ring values = delay_s_;
  const std::span<double> recent = std::span(values).first(count());
  const double median_s = median(recent);
  const double quartile_s = quantile(recent, 0.25);
  const double spread_s = spread(recent, median_s);
  // The guess fades with the square of the samples: a spread from few is worth little, from many a lot.
  const double samples = static_cast<double>(count()) / kGuessSamples;
  const double trust = samples * samples / (1 + samples * samples);
  const double guess_s = kJitterShare * median_s;
  if (samples_ >= kUsualSamples)
    current_.usual_s = std::min(current_.usual_s, median_s + kUsualSigmas * spread_s / kNormalSpread);
  usual_s_ = previous_.samples > 0 ? std::min(current_.usual_s, previous_.usual_s) : current_.usual_s;
  excess_s_ = std::max(precision_s_, std::lerp(guess_s, kQuartile * (quartile_s - base_s_), trust));
  normal_noise_s_ = std::max(precision_s_, std::lerp(guess_s, spread_s / kNormalSpread / 2, trust));
}

PathError PathModel::error_of(double delay_s) const {
  const double samples = std::max(1, current_.samples + previous_.samples);
  const double base_bias_s = kBaseBias * excess_s_ / std::sqrt(samples);
  const bool is_detour = detour_.covers(delay_s);
  const double base_s = is_detour ? std::min(detour_.base_s(), delay_s) : base_s_;
  PathError error;
  error.bias_s = is_detour ? detour_.bias_s() : 0;
  error.half_width_s = (std::max(0.0, delay_s - base_s) + base_bias_s) / 2;
  error.unusual_half_width_s = is_detour ? 0 : std::max(0.0, delay_s - usual_s_) / 2;
  return error;
}

double PathModel::queue_scale_s(double side) const {
  Ring values;
  for (std::size_t i = 0; i < count(); ++i) values[i] = delay_s_[i] / 2 + side * innovation_s_[i];
  const std::span<double> recent = std::span(values).first(count());
  return std::max(spread(recent, median(recent)) / kQueueSpread, precision_s_);
}

void PathModel::add_innovation(double innovation_s) {
  const double delay_s = delay_s_[newest()];
  const double bias_s = error_of(delay_s).bias_s;
  detour_.add({delay_s, innovation_s + bias_s}, base_s_, usual_s_);
  innovation_s_[newest()] = innovation_s;
  if (samples_ >= kTiltSamples) tilt_ = 1 / queue_scale_s(-1) - 1 / queue_scale_s(1);
}

}  // namespace foliot::estimate

#include "estimate/source_filter.hpp"

#include <algorithm>
#include <cmath>

namespace foliot::estimate {
namespace {

constexpr double kWander = 3e-9;       // s/s per sqrt(s): an ordinary crystal
constexpr double kJitterShare = 0.1;   // jitter of an unknown path as a share of its delay
constexpr double kExcessMemory = 32;   // samples that the mean excess remembers
constexpr double kAbsurd_s = 1e9;

bool is_usable(const Sample& sample) {
  return std::abs(sample.offset_s) < kAbsurd_s && sample.delay_s >= 0 && sample.delay_s < kAbsurd_s &&
         sample.precision_s >= 0 && sample.precision_s < kAbsurd_s;
}

}  // namespace

void SourceFilter::set_prior(double frequency, double sd) {
  if (samples_ > 0 || !std::isfinite(frequency) || !std::isfinite(sd)) return;
  frequency_ = frequency;
  frequency_variance_ = sd * sd;
}

void SourceFilter::predict(double span_s) {
  const double q = kWander * kWander * span_s;
  offset_s_ += frequency_ * span_s;
  offset_variance_ += span_s * (2 * covariance_ + span_s * (frequency_variance_ + q / 3));
  covariance_ += span_s * (frequency_variance_ + q / 2);
  frequency_variance_ += q;
}

void SourceFilter::correct(double offset_s, double variance) {
  const double total = offset_variance_ + variance;
  const double offset_gain = offset_variance_ / total;
  const double frequency_gain = covariance_ / total;
  const double innovation = offset_s - offset_s_;
  offset_s_ += offset_gain * innovation;
  frequency_ += frequency_gain * innovation;
  frequency_variance_ -= frequency_gain * covariance_;
  covariance_ -= frequency_gain * offset_variance_;
  offset_variance_ -= offset_gain * offset_variance_;
}

void SourceFilter::add(const Sample& sample) {
  if (!is_usable(sample) || (samples_ > 0 && sample.at < newest_)) return;
  base_delay_s_ = samples_ == 0 ? sample.delay_s : std::min(base_delay_s_, sample.delay_s);
  const double excess_s = sample.delay_s - base_delay_s_;
  if (samples_ == 0) mean_excess_s_ = kJitterShare * sample.delay_s;
  mean_excess_s_ += (excess_s - mean_excess_s_) / std::min(samples_ + 2.0, kExcessMemory);
  const double width_s = excess_s / 2 + mean_excess_s_ / 8 + sample.precision_s + 1e-9;
  sample_variance_ = width_s * width_s;
  if (samples_ == 0) {
    offset_s_ = sample.offset_s;
    offset_variance_ = sample_variance_;
  } else {
    predict((sample.at - newest_).seconds());
    correct(sample.offset_s, sample_variance_);
  }
  newest_ = sample.at;
  ++samples_;
}

std::optional<SourceEstimate> SourceFilter::estimate(MonoTime at) const {
  if (samples_ == 0) return std::nullopt;
  SourceFilter ahead = *this;
  ahead.predict(std::max(0.0, (at - newest_).seconds()));
  SourceEstimate result;
  result.at = at;
  result.offset_s = ahead.offset_s_;
  result.offset_sd_s = std::sqrt(ahead.offset_variance_);
  result.frequency = Frequency::from_ratio(ahead.frequency_);
  result.frequency_sd = std::sqrt(ahead.frequency_variance_);
  result.wander = kWander;
  result.delay_s = base_delay_s_;
  result.jitter_s = mean_excess_s_ / 2;
  result.dispersion_s = 4 * result.offset_sd_s;
  result.samples = samples_;
  return result;
}

PollExponent SourceFilter::advised_poll(PollExponent low, PollExponent high) const {
  PollExponent poll = low;
  const double limit = mean_excess_s_ * mean_excess_s_;
  while (poll < high) {
    SourceFilter ahead = *this;
    ahead.predict(poll.longer(high).seconds());
    if (ahead.offset_variance_ - offset_variance_ > limit) break;
    poll = poll.longer(high);
  }
  return poll;
}

}  // namespace foliot::estimate

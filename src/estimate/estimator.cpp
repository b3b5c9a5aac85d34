#include "estimate/estimator.hpp"

#include <algorithm>
#include <cmath>

#include "base/check.hpp"
#include "base/fixed_vector.hpp"

namespace foliot::estimate {
namespace {

constexpr int kSettledSamples = 16;
constexpr double kAgreement = 3;           // standard deviations
constexpr double kServerFrequency = 1e-7;  // what two disciplined servers may differ by
constexpr double kPriorSigmas = 3;         // a new source may doubt the others that much

using Estimates = base::FixedVector<SourceEstimate, kMaxSources>;

// The middle one by weight 1 / sd: half of the knowledge lies on either side. Not empty.
SourceEstimate weighted_median(Estimates estimates) {
  std::sort(estimates.begin(), estimates.end(),
            [](const SourceEstimate& a, const SourceEstimate& b) { return a.frequency < b.frequency; });
  const auto weight = [](const SourceEstimate& estimate) {
    return 1 / std::hypot(estimate.frequency_sd, kServerFrequency);
  };
  double rest = 0;
  for (const SourceEstimate& estimate : estimates) rest += weight(estimate);
  const double half = rest / 2;
  std::size_t middle = 0;
  rest -= weight(estimates[0]);
  while (rest > half) rest -= weight(estimates[++middle]);
  return estimates[middle];
}

bool agree(const SourceEstimate& a, const SourceEstimate& b) {
  const double gap = std::abs(a.frequency.ratio() - b.frequency.ratio());
  return gap <= kAgreement * std::hypot(a.frequency_sd, b.frequency_sd, kServerFrequency);
}

// Mean weighted by 1 / variance. The deviations are no smaller than the best one's: all share the oscillator.
OscillatorEstimate combine(const Estimates& estimates) {
  const SourceEstimate median = weighted_median(estimates);
  OscillatorEstimate result{median.frequency, median.frequency_sd, median.wander, 0};
  double weights = 0;
  double frequency = 0;
  for (const SourceEstimate& estimate : estimates) {
    if (!agree(estimate, median)) continue;
    const double weight = 1 / std::max(estimate.frequency_sd * estimate.frequency_sd, 1e-26);
    weights += weight;
    frequency += weight * estimate.frequency.ratio();
    if (estimate.frequency_sd < result.frequency_sd) result.wander = estimate.wander;
    result.frequency_sd = std::min(result.frequency_sd, estimate.frequency_sd);
    ++result.sources;
  }
  result.frequency = Frequency::from_ratio(frequency / weights);
  return result;
}

}  // namespace

std::optional<OscillatorEstimate> Estimator::oscillator(MonoTime at) const {
  Estimates estimates;
  for (const SourceFilter& source : sources_) {
    if (source.samples() >= kSettledSamples) estimates.push_back(*source.estimate(at));
  }
  if (estimates.empty()) return std::nullopt;
  return combine(estimates);
}

void Estimator::add(std::size_t slot, const Sample& sample) {
  base::check(slot < kMaxSources);
  SourceFilter& source = sources_[slot];
  if (source.samples() == 0) {
    const std::optional<OscillatorEstimate> known = oscillator(sample.at);
    if (known) {
      const double sd = std::hypot(kPriorSigmas * known->frequency_sd, kServerFrequency);
      source.set_prior(known->frequency.ratio(), sd, true);
    } else if (initial_) {
      source.set_prior(initial_->frequency.ratio(), initial_->frequency_sd, false);
    }
  }
  source.add(sample);
}

std::optional<SourceEstimate> Estimator::estimate(std::size_t slot, MonoTime at) const {
  base::check(slot < kMaxSources);
  return sources_[slot].estimate(at);
}

PollExponent Estimator::advised_poll(std::size_t slot, PollExponent low, PollExponent high) const {
  base::check(slot < kMaxSources);
  return sources_[slot].advised_poll(low, high);
}

void Estimator::forget(std::size_t slot) {
  base::check(slot < kMaxSources);
  sources_[slot] = SourceFilter{};
}

void Estimator::rebase(double shift_s) {
  for (SourceFilter& source : sources_) source.rebase(shift_s);
}

void Estimator::set_initial_frequency(Frequency frequency, double sd) {
  initial_ = OscillatorEstimate{frequency, sd, 0, 0};
}

}  // namespace foliot::estimate

#include "estimate/estimator.hpp"

#include "base/check.hpp"

namespace foliot::estimate {

void Estimator::add(std::size_t slot, const Sample& sample) {
  base::check(slot < kMaxSources);
  sources_[slot].add(sample);
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
  for (SourceFilter& source : sources_) source.set_prior(frequency.ratio(), sd);
}

}  // namespace foliot::estimate

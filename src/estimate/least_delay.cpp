#include "estimate/least_delay.hpp"

#include <algorithm>

namespace foliot::estimate {
namespace {

constexpr std::size_t kFew = 5;
constexpr double kPairRatio = 0.5;  // of two round trips, one less than this share of the other is not believed

}  // namespace

void LeastDelay::add(double delay_s) {
  if (least_s_.full()) {
    if (delay_s >= least_s_.back()) return;
    least_s_.truncate(kKept - 1);
  }
  least_s_.push_back(delay_s);
  std::rotate(std::upper_bound(least_s_.begin(), least_s_.end() - 1, delay_s), least_s_.end() - 1, least_s_.end());
}

void LeastDelay::add(const LeastDelay& other) {
  for (const double delay_s : other.least_s_) add(delay_s);
}

double LeastDelay::get_s(double company_s) const {
  const std::size_t count = least_s_.size();
  if (count == 0) return 0;
  if (count == 2) company_s = std::max(company_s, kPairRatio * least_s_[1]);
  const std::size_t others = count >= kFew ? 2 : 1;
  for (std::size_t i = 0; i + others < count; ++i) {
    if (least_s_[i + others] - least_s_[i] <= company_s) return least_s_[i];
  }
  return least_s_[count / 2];
}

}  // namespace foliot::estimate

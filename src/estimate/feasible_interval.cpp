#include "estimate/feasible_interval.hpp"

#include <algorithm>

namespace foliot::estimate {

void FeasibleInterval::move(double drift_s, double growth_s) {
  low_s_ += drift_s - growth_s;
  high_s_ += drift_s + growth_s;
}

void FeasibleInterval::narrow(double measured_s, double limit_s) {
  const double low_s = measured_s - limit_s;
  const double high_s = measured_s + limit_s;
  const bool agrees = known_ && low_s <= high_s_ && low_s_ <= high_s;
  low_s_ = agrees ? std::max(low_s_, low_s) : low_s;
  high_s_ = agrees ? std::min(high_s_, high_s) : high_s;
  known_ = true;
}

double FeasibleInterval::reach_s(double offset_s) const {
  return known_ ? std::max({high_s_ - offset_s, offset_s - low_s_, 0.0}) : 0;
}

}  // namespace foliot::estimate

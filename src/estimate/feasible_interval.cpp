#include "estimate/feasible_interval.hpp"

#include <algorithm>

namespace foliot::estimate {
namespace {

constexpr int kProof = 3;  // so many facts in a row that only one of two explanations covers decide between them

}  // namespace

void FeasibleInterval::Range::move(double drift_s, double growth_s) {
  low_s += drift_s - growth_s;
  high_s += drift_s + growth_s;
}

void FeasibleInterval::Range::intersect(const Range& other) {
  low_s = std::max(low_s, other.low_s);
  high_s = std::min(high_s, other.high_s);
}

void FeasibleInterval::Range::include(const Range& other) {
  low_s = std::min(low_s, other.low_s);
  high_s = std::max(high_s, other.high_s);
}

void FeasibleInterval::move(double drift_s, double growth_s) {
  if (main_) main_->move(drift_s, growth_s);
  if (rival_) rival_->move(drift_s, growth_s);
}

void FeasibleInterval::narrow(double measured_s, double limit_s) {
  const Range fact{measured_s - limit_s, measured_s + limit_s};
  if (!main_) {
    main_ = fact;
  } else if (rival_) {
    weigh(fact);
  } else if (main_->meets(fact)) {
    main_->intersect(fact);
  } else {
    rival_ = fact;
    balance_ = 0;
  }
}

void FeasibleInterval::weigh(const Range& fact) {
  const bool suits_main = main_->meets(fact);
  const bool suits_rival = rival_->meets(fact);
  if (suits_main) main_->intersect(fact);
  if (suits_rival) rival_->intersect(fact);
  if (!suits_main && !suits_rival) {
    rival_->include(fact);
    balance_ = 0;
  }
  if (suits_main == suits_rival) return;
  balance_ = suits_rival ? std::max(balance_, 0) + 1 : std::min(balance_, 0) - 1;
  if (balance_ == kProof) main_ = rival_;
  if (balance_ == kProof || balance_ == -kProof) rival_.reset();
}

bool FeasibleInterval::admits(double measured_s, double limit_s) const {
  return !main_ || (!rival_ && main_->meets({measured_s - limit_s, measured_s + limit_s}));
}

double FeasibleInterval::above_s(double offset_s) const {
  if (!main_) return 0;
  return std::max({main_->high_s - offset_s, rival_ ? rival_->high_s - offset_s : 0, 0.0});
}

double FeasibleInterval::below_s(double offset_s) const {
  if (!main_) return 0;
  return std::max({offset_s - main_->low_s, rival_ ? offset_s - rival_->low_s : 0, 0.0});
}

}  // namespace foliot::estimate

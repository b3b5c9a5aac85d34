#include "discipline/rtc_plan.hpp"

namespace foliot::discipline {
namespace {

constexpr Interval kFirst = Interval::from_seconds(4);
constexpr Interval kLast = Interval::from_seconds(110);
constexpr int kDoublings = 5;
constexpr Interval kWritePeriod = Interval::from_seconds(660);
/// A look that comes so little before its write is due takes the write along.
constexpr Interval kNear = Interval::from_seconds(55);

}  // namespace

void RtcPlan::configure(bool looks, bool writes) {
  if (writes && !writes_) next_look_.reset();  // the first writing does not wait
  looks_ = looks || writes;
  writes_ = writes;
}

std::optional<RtcTask> RtcPlan::take(MonoTime now, bool synchronized) {
  if (!looks_ || !synchronized) {
    start_over();
    return std::nullopt;
  }
  if (next_look_ && now < *next_look_) return std::nullopt;
  if (writes_ && (!next_write_ || *next_write_ <= now + kNear)) {
    next_write_ = now + kWritePeriod;
    next_look_ = now + kFirst;
    return RtcTask::look_and_write;
  }
  next_look_ = now + (looked_ < kDoublings ? kFirst * (1LL << looked_) : kLast);
  if (looked_ < kDoublings) ++looked_;
  return RtcTask::look;
}

void RtcPlan::start_over() {
  next_look_.reset();
  looked_ = 0;
}

}  // namespace foliot::discipline

#include "sim/simulated_clock.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace foliot::sim {
namespace {

constexpr double kNs = 1e9;
/// The random walk takes its steps this far apart at most.
constexpr double kWanderStep_s = 1;
/// An arbitrary start of the free-running clock: an hour after boot.
constexpr MonoTime kMonoStart = MonoTime::from_nanoseconds(3'600'000'000'000);

/// Box-Muller; one of the pair is enough here.
double normal(base::Rng& rng) {
  const double u = 1 - rng.next_unit();
  return std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * rng.next_unit());
}

/// Adds `ns` to a point that is kept as whole nanoseconds and a rest.
template <class Point>
void add(Point& point, double& rest_ns, double ns) {
  const double sum = rest_ns + ns;
  const double whole = std::floor(sum);
  point = Point::from_nanoseconds(point.nanoseconds() + static_cast<std::int64_t>(whole));
  rest_ns = sum - whole;
}

}  // namespace

SimulatedClock::SimulatedClock(const OscillatorModel& model, TrueTime start, std::uint64_t seed)
    : rng_(seed),
      wander_(model.wander),
      error_rate_(model.frequency.ratio()),
      true_now_(start),
      mono_(kMonoStart),
      wall_(start + Interval::from_seconds(model.offset_s)) {}

void SimulatedClock::run(double true_s) {
  const double mono_ns = true_s * (1 + error_rate_) * kNs;
  add(mono_, mono_rest_ns_, mono_ns);
  add(wall_, wall_rest_ns_, mono_ns * (1 + steered_.ratio()));
}

void SimulatedClock::advance(TrueTime now) {
  double left_s = static_cast<double>(now.nanoseconds() - true_now_.nanoseconds()) / kNs;
  true_now_ = now;
  while (left_s > 0) {
    const double step_s = wander_ > 0 ? std::min(left_s, kWanderStep_s) : left_s;
    run(step_s);
    if (wander_ > 0) error_rate_ += wander_ * std::sqrt(step_s) * normal(rng_);
    left_s -= step_s;
  }
}

ClockReading SimulatedClock::now() { return {mono_, wall_}; }

std::expected<void, clock::ClockError> SimulatedClock::apply(const discipline::ClockCommand& command) {
  if (const auto* set = std::get_if<discipline::SetFrequency>(&command)) {
    if (std::abs(set->frequency.ratio()) > kMost.ratio()) return std::unexpected(clock::ClockError::out_of_range);
    steered_ = set->frequency;
    largest_ = std::max(largest_, Frequency::from_ratio(std::abs(steered_.ratio())));
  } else if (const auto* step = std::get_if<discipline::Step>(&command)) {
    wall_ = wall_ + step->shift;
    ++steps_;
  } else if (const auto* adjust = std::get_if<discipline::Adjust>(&command)) {
    wall_ = wall_ + adjust->shift;
  } else if (const auto* status = std::get_if<discipline::SetStatus>(&command)) {
    status_ = *status;
  }
  return {};
}

double SimulatedClock::error_s() const {
  return (static_cast<double>(wall_.nanoseconds() - true_now_.nanoseconds()) + wall_rest_ns_) / kNs;
}

void SimulatedClock::disturb(Interval shift) { wall_ = wall_ + shift; }

TrueTime SimulatedClock::when(MonoTime mono) const {
  const double mono_ns = static_cast<double>(mono.nanoseconds() - mono_.nanoseconds());
  const double true_ns = std::ceil(std::max(mono_ns, 0.0) / (1 + error_rate_));
  return TrueTime::from_nanoseconds(true_now_.nanoseconds() + static_cast<std::int64_t>(true_ns));
}

}  // namespace foliot::sim

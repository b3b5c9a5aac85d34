#include "sim/simulated_clock.hpp"

#include <algorithm>
#include <cmath>

#include "time/civil_date.hpp"

namespace foliot::sim {
namespace {

constexpr std::int64_t kTick_ns = 1'000'000'000;
constexpr double kNs = 1e9;
/// An arbitrary start of the free-running clock: an hour after boot.
constexpr MonoTime kMonoStart = MonoTime::from_nanoseconds(3'600'000'000'000);

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
    : oscillator_(model, seed),
      start_(start),
      true_now_(start),
      next_tick_(TrueTime::from_nanoseconds(start.nanoseconds() + kTick_ns)),
      mono_(kMonoStart),
      wall_(start + Interval::from_seconds(model.offset_s)) {}

void SimulatedClock::run(double true_ns) {
  if (asleep_) return;
  const double mono_ns = true_ns * (1 + oscillator_.rate());
  add(mono_, mono_rest_ns_, mono_ns);
  const WallTime before = wall_;
  add(wall_, wall_rest_ns_, mono_ns * (1 + steered_.ratio()));
  if (takes_leap_seconds_) take_leap(before);
}

void SimulatedClock::take_leap(WallTime before) {
  constexpr Interval kSecond = Interval::from_nanoseconds(kTick_ns);
  const bool inserts = status_.leap == LeapIndicator::insert_second;
  const bool deletes = status_.leap == LeapIndicator::delete_second;
  if ((!inserts && !deletes) || leap_taken_) return;
  const Interval ahead = inserts ? Interval{} : kSecond;
  if (day_of(before + ahead) == day_of(wall_ + ahead)) return;
  wall_ = inserts ? wall_ - kSecond : wall_ + kSecond;
  leap_taken_ = true;
}

void SimulatedClock::advance(TrueTime now) {
  if (oscillator_.is_steady()) {
    run(static_cast<double>(now.nanoseconds() - true_now_.nanoseconds()));
    true_now_ = now;
    return;
  }
  while (true_now_ < now) {
    const TrueTime end = std::min(now, next_tick_);
    run(static_cast<double>(end.nanoseconds() - true_now_.nanoseconds()));
    true_now_ = end;
    if (end < next_tick_) return;
    oscillator_.tick(static_cast<double>(end.nanoseconds() - start_.nanoseconds()) / kNs);
    next_tick_ = TrueTime::from_nanoseconds(end.nanoseconds() + kTick_ns);
  }
}

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
    if (status_.leap == LeapIndicator::none) leap_taken_ = false;
  }
  return {};
}

double SimulatedClock::error_s() const {
  return (static_cast<double>(wall_.nanoseconds() - true_now_.nanoseconds()) + wall_rest_ns_) / kNs -
         utc_shift_.seconds();
}

void SimulatedClock::wake_up(Interval wall_shift, bool knows) {
  asleep_ = false;
  if (knows) slept_ = slept_ + wall_shift;
  wall_ = wall_ + wall_shift;
}

TrueTime SimulatedClock::when(MonoTime mono) const {
  const double mono_ns = static_cast<double>(mono.nanoseconds() - mono_.nanoseconds());
  const double true_ns = std::ceil(std::max(mono_ns, 0.0) / (1 + oscillator_.rate()));
  return TrueTime::from_nanoseconds(true_now_.nanoseconds() + static_cast<std::int64_t>(true_ns));
}

}  // namespace foliot::sim

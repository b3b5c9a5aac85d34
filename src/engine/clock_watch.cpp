#include "engine/clock_watch.hpp"

#include <cmath>
#include <variant>

namespace foliot::engine {
namespace {

/// Two readings of the pair of clocks agree within this even where reading takes a system call.
constexpr double kReadingNoise_s = 30e-6;
/// The kernel's rounding of frequencies, with room: 2^-16 ppm is 1.5e-11.
constexpr double kRateNoise = 1e-7;
/// A frequency may take effect with the kernel's next tick.
constexpr double kCommandLatency_s = 10e-3;
/// No slew of any program is faster; what is faster is a step.
constexpr double kFastestSlew = 1e-3;
/// BOOTTIME and MONOTONIC are not read at one instant; sleep is longer.
constexpr Interval kShortestSleep = Interval::from_nanoseconds(10'000'000);
constexpr Interval kPace = Interval::from_nanoseconds(4'000'000'000);
constexpr Interval kSecondLook = Interval::from_nanoseconds(1'000'000'000);

/// How far the steered clock goes while the free-running one goes `mono`.
Interval course(Interval mono, Frequency running) {
  return mono + Interval::from_seconds(mono.seconds() * running.ratio());
}

}  // namespace

ClockWatch::ClockWatch(const ClockReading& now, Frequency running, Interval asleep)
    : anchor_at_(now.mono),
      anchor_(now.wall),
      running_(running),
      accepted_at_(now.mono),
      last_check_(now.mono),
      next_check_(now.mono + kPace),
      asleep_(asleep) {}

WallTime ClockWatch::expected(MonoTime at) const {
  return anchor_ + course(at - anchor_at_, running_);
}

void ClockWatch::on_command(const discipline::ClockCommand& command, const ClockReading& before,
                            const ClockReading& after) {
  const auto* adjust = std::get_if<discipline::Adjust>(&command);
  adjusting_ = adjusting_ || (adjust != nullptr && adjust->shift != Interval{});
  const auto* set = std::get_if<discipline::SetFrequency>(&command);
  const auto* step = std::get_if<discipline::Step>(&command);
  if (set == nullptr && step == nullptr) return;
  const Frequency old = running_;
  // It took effect somewhere between the readings: in the middle, for all we know.
  anchor_ = expected(before.mono);
  anchor_at_ = before.mono;
  const Interval half = (after.mono - before.mono).half();
  anchor_ = anchor_ + course(half, old);
  anchor_at_ = anchor_at_ + half;
  if (step != nullptr) anchor_ = anchor_ + step->shift;
  if (set == nullptr) return;
  running_ = set->frequency;
  const double change = std::abs((running_ - old).ratio());
  latency_s_ += change * (kCommandLatency_s + half.seconds());
}

void ClockWatch::expect_jump(Interval by) {
  anchor_ = anchor_ + by;
}

void ClockWatch::accept(const ClockReading& now) {
  anchor_ = now.wall;
  anchor_at_ = now.mono;
  accepted_at_ = now.mono;
  latency_s_ = 0;
  told_s_ = 0;
  last_excess_s_ = 0;
  suspicion_.reset();
}

void ClockWatch::put_off(MonoTime now) {
  if (next_check_ <= now) next_check_ = now + kPace;
}

double ClockWatch::deviation_s(const ClockReading& now) const {
  return adjusting_ ? 0 : (now.wall - expected(now.mono)).seconds();
}

double ClockWatch::tolerance_s(MonoTime at) const {
  return kReadingNoise_s + latency_s_ + kRateNoise * (at - accepted_at_).seconds();
}

std::optional<Disturbance> ClockWatch::check(const ClockReading& now, Interval asleep) {
  next_check_ = now.mono + kPace;
  const Interval slept = asleep - asleep_;
  if (slept >= kShortestSleep) {
    asleep_ = asleep;
    last_check_ = now.mono;
    accept(now);  // the clock was set anew from the battery clock; nobody knows how well
    return Disturbance{.kind = DisturbanceKind::slept, .by = slept, .frequency = {}};
  }
  const auto seen = judge(deviation_s(now) - told_s_, now);
  last_excess_s_ = deviation_s(now) - told_s_;
  last_check_ = now.mono;
  return seen;
}

std::optional<Disturbance> ClockWatch::judge(double excess_s, const ClockReading& now) {
  const double tolerance = tolerance_s(now.mono);
  if (std::abs(excess_s) <= tolerance) {
    suspicion_.reset();
    return std::nullopt;
  }
  const double span_s = (now.mono - last_check_).seconds();
  const double growth_s = excess_s - last_excess_s_;
  if (std::abs(growth_s) > kFastestSlew * span_s + tolerance) {
    return tell(DisturbanceKind::moved, excess_s, 0, now);
  }
  if (!suspicion_) {
    // A small step, or a slew? Whether it goes on will tell.
    suspicion_ = Suspicion{now.mono, span_s > 0 ? growth_s / span_s : 0, excess_s};
    next_check_ = now.mono + kSecondLook;
    return std::nullopt;
  }
  const double since_s = (now.mono - suspicion_->at).seconds();
  if (since_s < kSecondLook.seconds() / 2) {
    next_check_ = suspicion_->at + kSecondLook;
    return std::nullopt;
  }
  const double rate = (excess_s - suspicion_->deviation_s) / since_s;
  const bool goes_on = rate * suspicion_->rate > 0 && std::abs(rate) > std::abs(suspicion_->rate) / 2;
  return tell(goes_on ? DisturbanceKind::meddled : DisturbanceKind::moved, excess_s, goes_on ? rate : 0, now);
}

Disturbance ClockWatch::tell(DisturbanceKind kind, double excess_s, double rate, const ClockReading& now) {
  suspicion_.reset();
  told_s_ = deviation_s(now);
  return {.kind = kind, .by = Interval::from_seconds(excess_s), .frequency = Frequency::from_ratio(rate)};
}

}  // namespace foliot::engine

#include "clock/rtc_edge.hpp"

#include <algorithm>

namespace foliot::clock {
namespace {

constexpr std::int64_t kNsPerSecond = 1'000'000'000;
constexpr Interval kSecond = Interval::from_seconds(1);
/// No wait is longer, so that giving up takes no longer either.
constexpr Interval kSlice = Interval::from_nanoseconds(10'000'000);
constexpr Interval kCoarse = Interval::from_nanoseconds(5'000'000);
constexpr Interval kFine = Interval::from_nanoseconds(100'000);
/// So long before the expected edge the close look begins: it was found to half of kCoarse, and sleeping may be late.
constexpr Interval kEarly = Interval::from_nanoseconds(12'000'000);
/// A clock that shows the same second for so long does not tick.
constexpr Interval kPatience = Interval::from_nanoseconds(1'500'000'000);
/// Between two readings of the steered clock that far apart it was stepped, or this thread did not run.
constexpr Interval kWidest = Interval::from_nanoseconds(100'000'000);
/// No edge and no moment to set is farther away.
constexpr Interval kLongest = Interval::from_seconds(3);
constexpr Interval kLate = Interval::from_nanoseconds(10'000'000);
constexpr int kTries = 5;

std::unexpected<RtcError> fail(RtcError error) {
  return std::unexpected(error);
}

/// False when the caller gave up. Ends early when the clock is set back meanwhile, which the caller then sees.
bool sleep_until(WallTime end, SteerableClock& clock, const Pause& pause) {
  for (Interval left = end - clock.now().wall; left > Interval{} && left < kLongest; left = end - clock.now().wall) {
    if (!pause(std::min(left, kSlice))) return false;
  }
  return true;
}

std::expected<RtcEdge, RtcError> between(const ClockReading& before, const ClockReading& after, std::int64_t second_s) {
  const Interval width = after.mono - before.mono;
  const Interval shown = after.wall - before.wall;
  if ((shown - width).abs() > kWidest || width > kWidest) return fail(RtcError::disturbed);
  return RtcEdge{{before.mono + width.half(), before.wall + shown.half()}, second_s, width.half()};
}

/// Reads every `step` until the second changes.
std::expected<RtcEdge, RtcError> watch(HardwareClock& rtc, SteerableClock& clock, Interval step, const Pause& pause) {
  const MonoTime end = clock.now().mono + kPatience;
  ClockReading before = clock.now();
  const auto first = rtc.read();
  if (!first) return fail(first.error());
  while (before.mono < end) {
    if (!pause(step)) return fail(RtcError::abandoned);
    const ClockReading start = clock.now();
    const auto second = rtc.read();
    if (!second) return fail(second.error());
    if (*second == *first + 1) return between(before, clock.now(), *second);
    if (*second != *first) return fail(RtcError::disturbed);
    before = start;
  }
  return fail(RtcError::stopped);
}

}  // namespace

double RtcEdge::offset_s() const {
  const std::int64_t wall_ns = at.wall.nanoseconds();
  const std::int64_t whole_s = second_s - wall_ns / kNsPerSecond;
  return static_cast<double>(whole_s) - static_cast<double>(wall_ns % kNsPerSecond) / static_cast<double>(kNsPerSecond);
}

std::expected<RtcEdge, RtcError> find_edge(HardwareClock& rtc, SteerableClock& clock, const Pause& pause) {
  const auto coarse = watch(rtc, clock, kCoarse, pause);
  if (!coarse) return coarse;
  if (!sleep_until(coarse->at.wall + kSecond - kEarly, clock, pause)) return fail(RtcError::abandoned);
  return watch(rtc, clock, kFine, pause);
}

std::expected<void, RtcError> set_on_time(HardwareClock& rtc, SteerableClock& clock, const Pause& pause) {
  for (int i = 0; i < kTries; ++i) {
    // One second is left out: there is always time enough to get ready.
    const std::int64_t next_s = clock.now().wall.nanoseconds() / kNsPerSecond + 2;
    const WallTime moment = WallTime::from_nanoseconds(next_s * kNsPerSecond) - rtc.first_tick();
    if (!sleep_until(moment, clock, pause)) return fail(RtcError::abandoned);
    const Interval late = clock.now().wall - moment;
    if (late.abs() <= kLate) return rtc.set(next_s - 1);
  }
  return fail(RtcError::disturbed);
}

}  // namespace foliot::clock

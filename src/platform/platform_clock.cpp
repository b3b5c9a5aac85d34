// Precision of a clock, by reading it in a bounded loop.
#include "platform/platform_clock.hpp"

#include <algorithm>
#include <cmath>

#include "platform/machine_clock.hpp"

namespace foliot::platform {
namespace {

constexpr int kMostReadings = 2000;
constexpr int kStepsWanted = 50;
constexpr int kWhenTimeStandsStill_log2_s = -23;
constexpr int kFinest_log2_s = -30;

}  // namespace

ClockReading PlatformClock::at_realtime(WallTime machine_realtime) {
  return at_realtime(machine_realtime, system_clock_reading());
}

std::int8_t measure_precision(PlatformClock& clock) {
  Interval smallest = Interval::max();
  int steps = 0;
  WallTime before = clock.now().wall;
  for (int i = 0; i < kMostReadings && steps < kStepsWanted; ++i) {
    const WallTime after = clock.now().wall;
    if (after > before) {
      smallest = std::min(smallest, after - before);
      ++steps;
    }
    before = after;
  }
  if (steps == 0) return kWhenTimeStandsStill_log2_s;
  const int log2_s = static_cast<int>(std::ceil(std::log2(smallest.seconds())));
  return static_cast<std::int8_t>(std::clamp(log2_s, kFinest_log2_s, 0));
}

}  // namespace foliot::platform

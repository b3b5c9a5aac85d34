// CLOCK_TAI and CLOCK_MONOTONIC, as bpf_ktime_get_tai_ns and bpf_ktime_get_ns read them.
#include "platform/xdp_base.hpp"

#include <ctime>
#include <limits>

#include "platform/machine_clock.hpp"

namespace foliot::platform {
namespace {

constexpr std::int64_t kBillion = 1'000'000'000;
constexpr int kTries = 5;
constexpr Interval kSecond = Interval::from_nanoseconds(kBillion);

std::int64_t read_ns(clockid_t clock) {
  timespec value{};
  clock_gettime(clock, &value);
  return static_cast<std::int64_t>(value.tv_sec) * kBillion + value.tv_nsec;
}

/// The kernel keeps the difference in whole seconds.
std::int64_t whole_seconds_ns(std::int64_t difference_ns) {
  const std::int64_t half_ns = difference_ns < 0 ? -kBillion / 2 : kBillion / 2;
  return (difference_ns + half_ns) / kBillion * kBillion;
}

struct Pair {
  std::int64_t base_ns = 0;
  std::int64_t real_ns = 0;
};

Pair read_tai() {
  const std::int64_t real_ns = read_ns(CLOCK_REALTIME);
  return {real_ns + whole_seconds_ns(read_ns(CLOCK_TAI) - real_ns), real_ns};
}

Pair read_monotonic() {
  Pair best;
  std::int64_t best_width_ns = std::numeric_limits<std::int64_t>::max();
  for (int i = 0; i < kTries; ++i) {
    const std::int64_t before_ns = read_ns(CLOCK_MONOTONIC);
    const std::int64_t real_ns = read_ns(CLOCK_REALTIME);
    const std::int64_t width_ns = read_ns(CLOCK_MONOTONIC) - before_ns;
    if (width_ns >= best_width_ns) continue;
    best_width_ns = width_ns;
    best = {before_ns + width_ns / 2, real_ns};
  }
  return best;
}

}  // namespace

XdpBase read_xdp_base(PlatformClock& served) {
  XdpBase base;
  base.clock = served.is_machine_clock() ? XdpClock::tai : XdpClock::monotonic;
  const Pair pair = base.clock == XdpClock::tai ? read_tai() : read_monotonic();
  const WallTime real = WallTime::from_nanoseconds(pair.real_ns);
  const ClockReading machine = system_clock_reading();
  base.base_ns = pair.base_ns;
  base.served = served.at_realtime(real, machine);
  if (base.clock == XdpClock::tai) return base;
  const ClockReading before = served.at_realtime(real - kSecond, machine);
  base.rate = (base.served.wall - before.wall).seconds() - 1;
  return base;
}

}  // namespace foliot::platform

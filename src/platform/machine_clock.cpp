// Paired reading of the machine's clocks.
#include "platform/machine_clock.hpp"

#include <ctime>
#include <limits>

namespace foliot::platform {
namespace {

constexpr int kTries = 3;
constexpr std::int64_t kTight_ns = 200;  // two calls through the vDSO; nothing tighter is to be had
/// A pair that was interrupted each time would look like a jump of the clock: try on.
constexpr int kTriesWhenInterrupted = 20;
constexpr std::int64_t kInterrupted_ns = 20'000;
constexpr Interval kOldestStamp = Interval::from_nanoseconds(4'000'000'000);
constexpr Interval kPairingError = Interval::from_nanoseconds(-1'000'000);

std::int64_t read_ns(clockid_t clock) {
  timespec value{};
  clock_gettime(clock, &value);
  return static_cast<std::int64_t>(value.tv_sec) * 1'000'000'000 + value.tv_nsec;
}

}  // namespace

ClockReading system_clock_reading() {
  ClockReading best;
  std::int64_t best_width_ns = std::numeric_limits<std::int64_t>::max();
  // In a simulator time may stand still: the first window is then empty, and good enough.
  for (int i = 0; best_width_ns > kTight_ns && i < (best_width_ns > kInterrupted_ns ? kTriesWhenInterrupted : kTries);
       ++i) {
    const std::int64_t before_ns = read_ns(CLOCK_MONOTONIC_RAW);
    const std::int64_t real_ns = read_ns(CLOCK_REALTIME);
    const std::int64_t width_ns = read_ns(CLOCK_MONOTONIC_RAW) - before_ns;
    if (width_ns >= best_width_ns) continue;
    best_width_ns = width_ns;
    best = {MonoTime::from_nanoseconds(before_ns + width_ns / 2), WallTime::from_nanoseconds(real_ns)};
  }
  return best;
}

Interval time_asleep() {
  Interval best;
  std::int64_t best_width_ns = std::numeric_limits<std::int64_t>::max();
  for (int i = 0; i < kTries && best_width_ns > kInterrupted_ns; ++i) {
    timespec boot{};
    const std::int64_t before_ns = read_ns(CLOCK_MONOTONIC);
    if (clock_gettime(CLOCK_BOOTTIME, &boot) < 0) return {};
    const std::int64_t width_ns = read_ns(CLOCK_MONOTONIC) - before_ns;
    if (width_ns >= best_width_ns) continue;
    best_width_ns = width_ns;
    const std::int64_t boot_ns = static_cast<std::int64_t>(boot.tv_sec) * 1'000'000'000 + boot.tv_nsec;
    best = Interval::from_nanoseconds(boot_ns - before_ns - width_ns / 2);
  }
  return best;
}

std::optional<MonoTime> instant_of_stamp(WallTime stamp, const ClockReading& now, Frequency real_rate) {
  const Interval age = now.wall - stamp;
  if (age > kOldestStamp || age < kPairingError) return std::nullopt;
  return now.mono - Interval::from_seconds(age.seconds() / (1 + real_rate.ratio()));
}

}  // namespace foliot::platform

// Seconds per second as multiplications of nanoseconds.
#include "platform/xdp_time.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cmath>

namespace foliot::platform {
namespace {

constexpr std::int64_t kLongestLife_ns = 4'000'000'000;  // below 2^32, which the program's arithmetic needs
constexpr double kFastest = 0.06;
constexpr double kFastestGrowth = 0.2;
constexpr double kUnitsPerNanosecond = 0x1.0p32 / 1e9;  // 2^-32 s

bool fits(const XdpTime& time) {
  return std::abs(time.rate) <= kFastest && time.dispersion_rate >= 0 && time.dispersion_rate <= kFastestGrowth &&
         time.dispersion >= Interval{};
}

std::uint32_t scaled(double fraction) {
  return static_cast<std::uint32_t>(std::min(std::floor(fraction * 0x1.0p32 + 0.5), 0x1.0p32 - 1));
}

}  // namespace

xdp_slot to_slot(const XdpTime& time) {
  xdp_slot slot{};
  slot.port = htons(time.port);
  if (!fits(time)) return slot;
  const double units = kUnitsPerNanosecond * (1 + time.rate);
  slot.base_ns = static_cast<std::uint64_t>(time.base_ns);
  slot.base_ntp = time.base.bits();
  slot.whole = static_cast<std::uint32_t>(units);
  slot.fraction = scaled(units - slot.whole);
  slot.dispersion = static_cast<std::uint64_t>(time.dispersion.raw());
  slot.dispersion_growth = scaled(kUnitsPerNanosecond * time.dispersion_rate);
  slot.life_ns = static_cast<std::uint32_t>(std::clamp<std::int64_t>(time.life.nanoseconds(), 0, kLongestLife_ns));
  slot.uses_tai = time.clock == XdpClock::tai ? 1 : 0;
  slot.minimum_s = time.minimum_s;
  slot.headway_log2_s = time.headway_log2_s;
  slot.traffic_class = time.traffic_class;
  std::ranges::copy(time.header, slot.header);
  return slot;
}

}  // namespace foliot::platform

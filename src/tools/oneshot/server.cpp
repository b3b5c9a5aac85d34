#include "tools/oneshot/server.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace foliot::oneshot {
namespace {

constexpr std::int64_t kUnit = 65'536;  // 2^-16 s in raw units
constexpr Interval kOwnPrecision = Interval::from_raw((std::int64_t{1} << 32) >> 6);
constexpr Interval kMaxSkew = Interval::from_raw(0x28f * kUnit);     // 10 ms, in 2^-16 s as the field rounds it
constexpr Interval kLeastDelay = Interval::from_raw(0x51f * kUnit);  // 20 ms
constexpr Interval kMaxDispersion = Interval::from_seconds(64);

Interval truncated(Interval interval) {
  return Interval::from_raw(interval.raw() / kUnit * kUnit - (interval.raw() % kUnit < 0 ? kUnit : 0));
}

/// 2^log2_s s; what a server may claim reaches from 2^-16 s (finer is nothing here) to 1 s.
Interval precision_of(std::int8_t log2_s) {
  if (log2_s < -16) return {};
  return Interval::from_raw((std::int64_t{1} << 32) >> -std::min<int>(log2_s, 0));
}

}  // namespace

Filtered clock_filter(const Server& server, int samples) {
  std::vector<Measurement> sorted;
  for (const Slot& slot : server.filter) {
    if (slot) sorted.push_back(*slot);
  }
  std::ranges::stable_sort(sorted, {}, &Measurement::delay);
  if (sorted.empty()) return {.offset = {}, .delay = {}, .dispersion = kMaxDispersion};
  Filtered best{.offset = sorted.front().offset, .delay = sorted.front().delay, .dispersion = {}};
  for (int i = 1; i < samples; ++i) {
    const auto index = static_cast<std::size_t>(i);
    Interval distance = kMaxDispersion;
    if (index < sorted.size()) {
      distance = std::min(truncated((truncated(sorted[index].offset) - truncated(best.offset)).abs()), kMaxDispersion);
    }
    best.dispersion = best.dispersion + truncated(Interval::from_raw(distance.raw() >> i));
  }
  return best;
}

Slot to_slot(const Measurement& measurement, std::int8_t precision_log2_s) {
  const Interval delay = truncated(measurement.delay) + kOwnPrecision + precision_of(precision_log2_s) + kMaxSkew;
  if (delay <= Interval{}) return std::nullopt;
  return Measurement{.offset = measurement.offset, .delay = std::max(delay, kLeastDelay)};
}

int stratum_of(const wire::Header& header) {
  return header.stratum == 0 ? wire::kMaxStratum : header.stratum;
}

}  // namespace foliot::oneshot

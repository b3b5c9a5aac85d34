// The on-wire arithmetic of RFC 5905 section 8.
#include "association/exchange.hpp"

#include <algorithm>
#include <cmath>

namespace foliot::association {
namespace {

constexpr double kLeastTolerance = 15e-6;  // RFC 5905 section 7.2: PHI
constexpr double kSigmas = 2;

}  // namespace

std::int8_t usable_precision(std::int8_t log2_s) {
  constexpr std::int8_t kFinest = -32;
  constexpr std::int8_t kCoarsest = -1;
  return std::clamp(log2_s, kFinest, kCoarsest);
}

Timestamp on_timeline(MonoTime mono, Timestamp timeline_zero) {
  return timeline_zero + (mono - MonoTime{});
}

std::expected<estimate::Sample, Drop> measure(const Exchange& exchange, Timestamp timeline_zero,
                                              std::int8_t own_precision, std::int8_t server_precision) {
  const double own_s = std::ldexp(1.0, usable_precision(own_precision));
  const double error_s = own_s + std::ldexp(1.0, usable_precision(server_precision));
  const Interval elapsed = exchange.t4 - exchange.t1;
  const Interval held = exchange.t3 - exchange.t2;
  const Interval delay = elapsed - held;
  if (delay.seconds() < -error_s || held.seconds() < -error_s) return std::unexpected(Drop::negative_delay);

  estimate::Sample sample;
  sample.at = exchange.t1 + elapsed.half();
  // ((t2 - t1) + (t3 - t4)) / 2, written so that a server decades away cannot make the sum saturate.
  const Interval there = exchange.t2 - on_timeline(exchange.t1, timeline_zero);
  sample.offset_s = (there - delay.half()).seconds();
  sample.delay_s = std::max(delay.seconds(), own_s);
  sample.precision_s = error_s;
  return sample;
}

std::expected<estimate::Sample, Drop> measure_slow(const Exchange& exchange, const Rate& rate, Timestamp timeline_zero,
                                                   std::int8_t own_precision, std::int8_t server_precision) {
  const double own_s = std::ldexp(1.0, usable_precision(own_precision));
  const double elapsed_s = (exchange.t4 - exchange.t1).seconds();
  const double gained_s = elapsed_s * rate.frequency.ratio();
  const double tolerance = std::max(kSigmas * rate.frequency_sd, kLeastTolerance);
  const double error_s = own_s + std::ldexp(1.0, usable_precision(server_precision)) + std::abs(elapsed_s) * tolerance;
  const double held_s = (exchange.t3 - exchange.t2).seconds();
  const double delay_s = elapsed_s + gained_s - held_s;
  if (!(delay_s >= -error_s) || held_s < -error_s || elapsed_s < 0) return std::unexpected(Drop::negative_delay);

  estimate::Sample sample;
  sample.at = exchange.t4;
  const double there_s = (exchange.t2 - on_timeline(exchange.t1, timeline_zero)).seconds();
  sample.offset_s = there_s + gained_s - delay_s / 2;
  sample.delay_s = std::max(delay_s, own_s);
  sample.precision_s = error_s;
  return sample;
}

}  // namespace foliot::association

#include "daemon/xdp_time.hpp"

#include <algorithm>
#include <cmath>

#include "server/reply.hpp"

namespace foliot::daemon {
namespace {

/// Longer than it takes until the program is told, with a wide margin.
constexpr std::int64_t kNearLeap_s = 5;
constexpr std::int64_t kDay_s = 86'400;
constexpr std::int64_t kBillion = 1'000'000'000;

bool is_served_plainly(const clock::TimeSnapshot& snapshot) {
  return snapshot.leap != LeapIndicator::unsynchronized && snapshot.stratum > 0 &&
         snapshot.stratum < wire::kMaxStratum && snapshot.smear == Interval{} && snapshot.smear_rate == 0;
}

/// Whether a leap second is announced and midnight is near, on either side.
bool is_near_leap(const clock::TimeSnapshot& snapshot, WallTime wall) {
  if (snapshot.leap == LeapIndicator::none) return false;
  const std::int64_t of_day_s = (wall.nanoseconds() / kBillion) % kDay_s;
  return of_day_s < kNearLeap_s || of_day_s >= kDay_s - kNearLeap_s;
}

}  // namespace

std::optional<platform::XdpTime> to_xdp_time(const clock::TimeSnapshot& snapshot, const platform::XdpBase& base) {
  if (!is_served_plainly(snapshot) || is_near_leap(snapshot, base.served.wall)) return std::nullopt;
  platform::XdpTime time;
  time.clock = base.clock;
  time.base_ns = base.base_ns;
  time.base = to_timestamp(base.served.wall);
  time.rate = base.rate;
  time.life = snapshot.void_after - base.served.mono;
  time.dispersion_rate = std::max(0.0, snapshot.dispersion_rate);
  const double age_s = std::max(0.0, (base.served.mono - snapshot.as_of).seconds());
  time.dispersion = snapshot.root_dispersion +
                    Interval::from_seconds(age_s * time.dispersion_rate + std::ldexp(1.0, snapshot.precision));
  const server::ReplyBytes reply = server::make_reply(wire::Header{}, Timestamp{}, snapshot.as_of, snapshot);
  std::copy_n(reply.bytes.begin(), time.header.size(), time.header.begin());
  return time;
}

}  // namespace foliot::daemon

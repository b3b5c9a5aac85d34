#include "estimate/detour.hpp"

#include <algorithm>

namespace foliot::estimate {
namespace {

// The quarter with the shortest round trips has queued least and shows the constant best.
constexpr std::size_t kClearest = 4;
// A step this many times the usual jitter stands out from any queue that grows and shrinks.
constexpr double kClearStep = 2;

}  // namespace

void Detour::end() {
  long_trips_ = 0;
  active_ = false;
}

void Detour::add(const Trip& trip, double base_s, double usual_s) {
  usual_s_ = usual_s;
  if (trip.delay_s <= usual_s) return end();
  if (active_) {
    // Jitter as on the quiet path may lower the least round trip; more than that is no constant detour.
    if (trip.delay_s < base_s_ - (usual_s - base_s)) return end();
    base_s_ = std::min(base_s_, trip.delay_s);
    return;
  }
  trips_[long_trips_++] = trip;
  if (long_trips_ == kProof) begin(base_s);
}

void Detour::begin(double quiet_base_s) {
  std::sort(trips_.begin(), trips_.end(), [](const Trip& a, const Trip& b) { return a.delay_s < b.delay_s; });
  long_trips_ = 0;
  base_s_ = trips_[0].delay_s;
  // A queue varies as much as it delays; a route is constant but for the usual jitter.
  const double jitter_s = usual_s_ - quiet_base_s;
  if (base_s_ - usual_s_ < kClearStep * jitter_s || trips_[kProof / 2].delay_s - base_s_ > jitter_s) return;
  double sum_s = 0;
  for (std::size_t i = 0; i < kClearest; ++i) sum_s += trips_[i].innovation_s;
  const double limit_s = (base_s_ - quiet_base_s) / 2;
  bias_s_ = std::clamp(sum_s / kClearest, -limit_s, limit_s);
  active_ = true;
}

}  // namespace foliot::estimate

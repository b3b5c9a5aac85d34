#include "sim/path.hpp"

#include <algorithm>
#include <cmath>

namespace foliot::sim {
namespace {

/// No wire is shorter.
constexpr double kLeastTransit_s = 1e-7;

}  // namespace

bool Window::covers(double at_s) const {
  if (at_s < start_s) return false;
  const double since_s = at_s - start_s;
  return (every_s > 0 ? std::fmod(since_s, every_s) : since_s) < length_s;
}

std::optional<double> transit_s(const PathModel& path, Direction direction, double at_s, Draws& draws) {
  const bool up = direction == Direction::up;
  const bool cut = std::ranges::any_of(path.outages, [&](const Window& outage) { return outage.covers(at_s); });
  const bool lost = draws.chance(path.loss);
  double delay_s = (up ? path.up_s : path.down_s) + draw(up ? path.jitter_up : path.jitter_down, draws);
  for (const Congestion& congestion : path.congestions) {
    if (!(up ? congestion.up : congestion.down) || !congestion.window.covers(at_s)) continue;
    delay_s += congestion.extra_s + draw(congestion.jitter, draws);
  }
  if (cut || lost) return std::nullopt;
  return std::max(delay_s, kLeastTransit_s);
}

}  // namespace foliot::sim

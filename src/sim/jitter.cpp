#include "sim/jitter.hpp"

#include <cmath>

namespace foliot::sim {

double draw(const JitterModel& jitter, Draws& draws) {
  switch (jitter.kind) {
    case JitterKind::none:
      return 0;
    case JitterKind::exponential:
      return jitter.scale_s * draws.exponential();
    case JitterKind::gaussian:
      return jitter.scale_s * draws.normal();
    case JitterKind::mix: {
      const double body_s = jitter.scale_s * draws.exponential();
      return draws.chance(jitter.share) ? body_s + jitter.tail_s * draws.exponential() : body_s;
    }
    case JitterKind::bimodal: {
      const double body_s = jitter.scale_s * draws.exponential();
      return draws.chance(jitter.share) ? body_s + jitter.tail_s : body_s;
    }
    case JitterKind::pareto:
      return jitter.scale_s * (std::pow(1 - draws.unit(), -1 / jitter.shape) - 1);
  }
  return 0;
}

}  // namespace foliot::sim

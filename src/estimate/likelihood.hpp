// What one measured offset says about the true one: exact one-dimensional posteriors.
//
// Congestion delays packets and never hurries them. With the excess s of a round trip over the least possible
// one, the offset error lies in [-s/2, +s/2]; when both directions queue alike and exponentially it is uniform
// there: a box. Noise that the round trip does not show softens the edges of the box. With a Gaussian prior
// the posterior's moments are those of a truncated normal, in closed form.
#pragma once

#include "estimate/clock_state.hpp"

namespace foliot::estimate {

/// Error of one measurement: within +-half_width_s with density ~ exp(tilt * error), plus normal noise of
/// `noise_s` (> 0). tilt 0 is the plain box; its sign tells in which direction the queue is the longer.
struct ErrorShape {
  double half_width_s = 0;
  double noise_s = 0;
  double tilt = 0;  // 1/s
};

/// The belief after the measurement and how well the measurement fitted the one before.
struct Posterior {
  Moments moments;
  double density = 0;  ///< of the measurement under the prior, 1/s; 0 when impossible
};

/// prior: of the true offset, s and s^2; measured_s: offset plus an error of `shape`.
[[nodiscard]] Posterior update(Moments prior, double measured_s, ErrorShape shape);

}  // namespace foliot::estimate

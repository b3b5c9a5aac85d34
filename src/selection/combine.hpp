// Combining: one offset from all survivors (RFC 5905 section 11.2.3).
//
// Each survivor errs in two ways: by noise, which its statistical uncertainty tells, and by an unknown constant
// share of its root distance (asymmetric paths, errors of the servers above). Weights are one over the sum of
// the two variances. They change slowly and do not depend on who is system peer, so nothing hops when that
// changes.
#pragma once

#include <optional>
#include <span>

#include "selection/cluster.hpp"
#include "selection/intersect.hpp"

namespace foliot::selection {

/// The weight of a source, 1/s^2; > 0 and finite.
/// Deviation: RFC 5905 takes 1/root distance. That gives three servers 20 ms away a hundredth of the say of one
/// at 0.2 ms, which is enough to drag it by many times its own error. Test: Combine.ANearSourceIsNotDraggedByFarOnes.
[[nodiscard]] double combining_weight(const Candidate& candidate);

/// The weighted mean of `survivors` (one at least), brought to the nearer end of `trusted` when it lies
/// outside, with the bound that holds while the truth lies in `trusted`. Writes each survivor's share, which
/// add up to 1, into `verdicts`. system_peer: place in `candidates`.
[[nodiscard]] SystemOffset combine(std::span<const Candidate> candidates, const IndexList& survivors,
                                   std::size_t system_peer, const OffsetRange& trusted, std::span<Verdict> verdicts);

}  // namespace foliot::selection

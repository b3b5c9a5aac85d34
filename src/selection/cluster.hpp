// Clustering: from the truechimers, keep the few that agree best (RFC 5905 section 11.2.2).
//
// A truechimer far from the others adds more scatter than knowledge. The one with the greatest selection
// jitter, weighed by how far it is from the reference, goes first, until few are left or the scatter between
// the sources is no more than that within the steadiest of them.
#pragma once

#include <span>

#include "base/fixed_vector.hpp"
#include "selection/options.hpp"
#include "selection/system_offset.hpp"

namespace foliot::selection {

/// Places in the list of candidates.
using IndexList = base::FixedVector<std::size_t, kMaxCandidates>;

/// RFC 5905 section 11.2.2: order of preference, stratum first, then root distance; less is better. s.
[[nodiscard]] double preference_metric(const Candidate& candidate, const SelectionOptions& options);

/// RMS distance of the offset of `index` from those of the other survivors, s; 0 when it is alone
/// (RFC 5905 section 11.2.2: selection jitter).
[[nodiscard]] double selection_jitter(std::span<const Candidate> candidates, const IndexList& survivors,
                                      std::size_t index);

/// Casts outliers out of `survivors` down to `minclock`, and names them in `verdicts` (one per candidate):
/// backup while more than maxclock are left, outlier then. A `prefer` or `truechimer` source ends the vote.
/// Deviation: one that was a survivor before (Candidate::survived) is judged a little milder, so that near equals do
/// not take turns and make the combined offset hop. Tests: Cluster.AFormerSurvivor*
void cluster(std::span<const Candidate> candidates, const SelectionOptions& options, IndexList& survivors,
             std::span<Verdict> verdicts);

}  // namespace foliot::selection

// Which sources tell the truth, and what they say together (RFC 5905 section 11.2).
//
// A preferred truechimer becomes system peer and speaks alone. What the survivors say never leaves the range that
// a majority of all sources covers, and the bound reaches to its ends; so the answer is as good as its promise
// however the weights fall.
// Deviation: RFC 5905 has no such limit; a falseticker that overlaps the truechimers could pull the mean, or a
// preferred one the clock, beyond all of them. Test: SelectProperty.AMinorityOfLiarsNeverSteersOutsideTheTruthfulRanges
// Deviation: minsane counts truechimers before clustering, so that minclock cannot make them too few.
// Test: Select.MinsaneCountsTruechimers
#pragma once

#include <optional>
#include <span>

#include "selection/options.hpp"
#include "selection/system_offset.hpp"

namespace foliot::selection {

/// Intersection, clustering and combining in turn. Candidates must be fit already (reachable, synchronised,
/// no loop, root distance below maxdist). previous_peer: the slot that was system peer, which keeps its place
/// unless a rival has a lower stratum or is nearer by a third. Last resorts are looked at only when no truechimer
/// is left, and the best of them is nominated alone. Candidates with numbers that are not finite are rejected.
/// Pure; allocates nothing; any number of candidates up to kMaxCandidates, also none; more are not looked at.
[[nodiscard]] Selection select(std::span<const Candidate> candidates, const SelectionOptions& options,
                               std::optional<std::size_t> previous_peer);

}  // namespace foliot::selection

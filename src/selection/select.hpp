// Which sources tell the truth, and what they say together (RFC 5905 section 11.2).
#pragma once

#include <optional>
#include <span>

#include "selection/options.hpp"
#include "selection/system_offset.hpp"

namespace foliot::selection {

/// Intersection, clustering and combining in turn. Candidates must be fit already (reachable, synchronised,
/// no loop, root distance below maxdist). previous_peer: the slot that was system peer, which keeps its place
/// against an equal. Pure; allocates nothing; any number of candidates up to kMaxCandidates, also none.
[[nodiscard]] Selection select(std::span<const Candidate> candidates, const SelectionOptions& options,
                               std::optional<std::size_t> previous_peer);

}  // namespace foliot::selection

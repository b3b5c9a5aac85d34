// Shorthand for candidates in the tests of selection.
#pragma once

#include <span>
#include <vector>

#include "selection/cluster.hpp"
#include "selection/system_offset.hpp"

namespace foliot::selection {

/// A stratum-2 source with the statistics of a quiet path.
inline Candidate source(std::size_t slot, double offset_s, double root_distance_s) {
  Candidate candidate;
  candidate.slot = slot;
  candidate.offset_s = offset_s;
  candidate.offset_sd_s = 1e-5;
  candidate.jitter_s = 1e-5;
  candidate.root_distance_s = root_distance_s;
  candidate.path_distance_s = root_distance_s;
  candidate.stratum = 2;
  return candidate;
}

inline IndexList all_of(std::span<const Candidate> candidates) {
  IndexList indices;
  for (std::size_t index = 0; index < candidates.size(); ++index) indices.push_back(index);
  return indices;
}

inline std::vector<SelectionStatus> statuses(std::span<const Verdict> verdicts) {
  std::vector<SelectionStatus> result;
  for (const Verdict& verdict : verdicts) result.push_back(verdict.status);
  return result;
}

}  // namespace foliot::selection

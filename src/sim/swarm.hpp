// The swarm: worlds that nobody thought of, drawn from a seed, run under the invariants.
//
// Each is written as the text of a world file first, so that one that fails can be printed, cut down and kept.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/invariants.hpp"

namespace foliot::sim {

/// The random world of this seed. At least one server more tells the truth for ever than lies, dies or drifts.
[[nodiscard]] std::string swarm_world_text(std::uint64_t seed);

struct SwarmVerdict {
  std::vector<Violation> violations;  ///< none: all invariants held
};

/// Draws the world of this seed and runs it with that seed.
[[nodiscard]] SwarmVerdict run_swarm_world(std::uint64_t seed);

}  // namespace foliot::sim

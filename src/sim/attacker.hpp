// The attacker: datagrams that pretend to come from a server of the client.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "sim/draws.hpp"
#include "sim/scene.hpp"

namespace foliot::sim {

/// Replies that the attacker has seen, newest last.
using SeenReplies = std::deque<std::vector<std::uint8_t>>;
inline constexpr std::size_t kMostSeenReplies = 64;

/// The datagram that `attacker` sends at true time `now`; nothing when it has nothing to replay.
[[nodiscard]] std::optional<std::vector<std::uint8_t>> attack(const AttackerModel& attacker, const SeenReplies& seen,
                                                              TrueTime now, Draws& draws);

}  // namespace foliot::sim

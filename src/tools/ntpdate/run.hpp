// The program without its edges: asks the servers, chooses, and sets a clock.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/rng.hpp"
#include "clock/steerable_clock.hpp"
#include "tools/ntpdate/messages.hpp"
#include "tools/ntpdate/options.hpp"
#include "tools/oneshot/network.hpp"

namespace foliot::ntpdate {

/// All that the program touches.
struct Edges {
  oneshot::Network* network = nullptr;
  clock::SteerableClock* clock = nullptr;
  base::Rng* rng = nullptr;
  Messages* messages = nullptr;
  oneshot::LookUp look_up;
  std::function<std::optional<std::string>(const std::string& path)> read_file;
  std::function<int(WallTime)> zone_offset_s;  ///< local time - UTC, s
};

/// The exit status: 0 when the clock was set, or would be with -q or -d; 1 otherwise.
[[nodiscard]] int run(const Options& options, const Edges& edges);

}  // namespace foliot::ntpdate

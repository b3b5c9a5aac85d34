// The program without its edges: asks the servers once, prints what the best one says, and sets a clock if asked to.
#pragma once

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>

#include "base/rng.hpp"
#include "clock/steerable_clock.hpp"
#include "tools/oneshot/network.hpp"
#include "tools/sntp/options.hpp"

namespace foliot::sntp {

struct Edges {
  oneshot::Network* network = nullptr;
  clock::SteerableClock* clock = nullptr;
  base::Rng* rng = nullptr;
  std::ostream* out = nullptr;
  std::ostream* log = nullptr;
  oneshot::LookUp look_up;
  std::function<std::optional<std::string>(const std::string& path)> read_file;
  std::function<int(WallTime)> zone_offset_s;  ///< local time - UTC, s
};

/// The exit status: 0; 1 when no server is eligible or the clock could not be set.
[[nodiscard]] int run(const Options& options, const Edges& edges);

}  // namespace foliot::sntp

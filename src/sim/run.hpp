// From a world file and what the user asks for to a report.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "sim/recorder.hpp"
#include "sim/report.hpp"
#include "sim/world.hpp"
#include "sim/world_file.hpp"

namespace foliot::sim {

struct RunOptions {
  std::uint64_t seed = 1;
  std::optional<double> duration_s;      ///< instead of the world's own
  std::optional<PollRange> poll;         ///< instead of the world's own
  std::optional<config::Config> config;  ///< the user's own ntp.conf, instead of the world's
  std::function<void(World&)> watch;     ///< called at every look at the clock; may be empty
};

/// What the simulated client is told.
struct ClientConfig {
  config::Config config;
  NameBook names;
  std::vector<config::Finding> findings;  ///< in the world's own `config` lines
};

/// The configuration of the world's client. Hosts of the user's configuration become servers of the world: those
/// that have their name or address first, the others in order; a pool takes all that no other line took.
[[nodiscard]] ClientConfig make_client_config(const WorldFile& world, const RunOptions& options);

struct RunResult {
  Report report;
  std::vector<Glance> glances;
};

[[nodiscard]] RunResult run(const WorldFile& world, const RunOptions& options);

}  // namespace foliot::sim

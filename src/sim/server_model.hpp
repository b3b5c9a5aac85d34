// ServerModel: a time server as the world sees it: what its clock really shows, and what it says about itself.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/draws.hpp"
#include "sim/path.hpp"
#include "time/frequency.hpp"
#include "time/leap_indicator.hpp"
#include "time/points.hpp"

namespace foliot::sim {

struct ServerModel {
  std::string host;  ///< numeric address
  PathModel path;
  double offset_s = 0;  ///< its clock minus true time
  std::uint8_t stratum = 1;
  LeapIndicator leap = LeapIndicator::none;
  bool alive = true;
  std::uint64_t requests = 0;  ///< that reached it
  std::string name = {};       ///< in the world file, and for configurations that follow it by name
  std::string path_name = {};
  Frequency drift = {};  ///< its offset grows by so much
  double root_delay_s = 0;
  double root_dispersion_s = 0;
  std::int8_t precision = -23;  ///< log2 s
  double noise_s = 0;           ///< deviation of each of its stamps
  double quantum_s = 0;         ///< its stamps are multiples of this; 0: of a nanosecond

  /// Its clock minus true time, since_s after the start of the world.
  [[nodiscard]] double error_s(double since_s) const { return offset_s + drift.ratio() * since_s; }
  /// Whether its clock is within what it says about itself.
  [[nodiscard]] bool is_truthful(double since_s) const;
};

/// Its answer to `request` at the true time `now`; empty when there is none.
[[nodiscard]] std::vector<std::uint8_t> answer(const ServerModel& server, std::span<const std::uint8_t> request,
                                               WallTime now, double since_s, Draws& draws);

}  // namespace foliot::sim

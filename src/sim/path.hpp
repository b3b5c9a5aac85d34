// PathModel: the way to one server and back.
//
// Each datagram's delay is the quiet delay of its direction, plus jitter, plus what congestion adds at that time.
// Datagrams overtake each other when jitter says so; nothing keeps their order.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/draws.hpp"
#include "sim/jitter.hpp"

namespace foliot::sim {

/// A time that comes once, or again and again. Seconds since the start of the world.
struct Window {
  double start_s = 0;
  double length_s = 0;
  double every_s = 0;  ///< 0: once

  [[nodiscard]] bool covers(double at_s) const;
  friend bool operator==(const Window&, const Window&) = default;
};

enum class Direction : std::uint8_t { up, down };  ///< to the server, and back

struct Congestion {
  Window window;
  double extra_s = 0;
  JitterModel jitter;
  bool up = true;
  bool down = true;
};

struct PathModel {
  double up_s = 1e-3;  ///< quiet one-way delay to the server
  double down_s = 1e-3;
  JitterModel jitter_up = exponential(1e-4);
  JitterModel jitter_down = exponential(1e-4);
  double loss = 0;       ///< probability, each direction
  double duplicate = 0;  ///< probability that a datagram comes twice, each direction
  std::vector<Congestion> congestions;
  std::vector<Window> outages;  ///< nothing gets through
};

/// The time that a datagram sent at `at_s` is under way, s, at least 100 ns; nothing when it is lost.
[[nodiscard]] std::optional<double> transit_s(const PathModel& path, Direction direction, double at_s, Draws& draws);

}  // namespace foliot::sim

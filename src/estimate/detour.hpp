// Detour: a path that has become longer for a while.
//
// When every round trip is longer than the quiet path's jitter explains, the packets take another route or pass
// a standing queue. Its extra length splits unknown between the two directions, so the offsets are off by a
// constant of up to half of it; the clock, in contrast, has not jumped. The constant is read off the first
// samples of the detour and taken from the others, and the clock steers by what they still tell: changes.
#pragma once

#include <array>
#include <cstddef>

namespace foliot::estimate {

/// One exchange: round trip, and measured minus foretold offset without any correction by a detour.
struct Trip {
  double delay_s = 0;
  double innovation_s = 0;
};

class Detour {
 public:
  /// base_s, usual_s: the least round trip of the quiet path, and the most that its jitter explains.
  void add(const Trip& trip, double base_s, double usual_s);

  /// The samples of a round trip of `delay_s` take the detour.
  [[nodiscard]] bool covers(double delay_s) const { return active_ && delay_s > usual_s_; }

  /// Least round trip of the detour.
  [[nodiscard]] double base_s() const { return base_s_; }

  /// What the detour adds to every measured offset.
  [[nodiscard]] double bias_s() const { return bias_s_; }

 private:
  static constexpr std::size_t kProof = 16;  // so many long round trips in a row are no accident

  void begin(double quiet_base_s);
  void end();

  std::array<Trip, kProof> trips_{};
  std::size_t long_trips_ = 0;
  bool active_ = false;
  double usual_s_ = 0;
  double base_s_ = 0;
  double bias_s_ = 0;
};

}  // namespace foliot::estimate

// Invariants: what must hold in every world at every moment.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/world.hpp"

namespace foliot::sim {

enum class Invariant : std::uint8_t {
  deadline_order,  ///< the engine's next deadline lies ahead once it has been served
  poll_limits,     ///< every poll lies within minpoll and maxpoll
  slew_cap,        ///< the clock runs within 500 ppm of the learnt frequency once it was brought near
  frequency_cap,   ///< the learnt frequency lies within 500 ppm
  void_bound,      ///< no answer with leap 0 to 2 after the bound went void
  bound_covers,    ///< the error lies within the bound while most reachable servers tell the truth
};

struct Violation {
  Invariant invariant = Invariant::deadline_order;
  double at_s = 0;   ///< first time
  double value = 0;  ///< what it was then: s, s/s, or a poll exponent
  double limit = 0;
  int count = 0;  ///< looks at the clock at which it did not hold
};

[[nodiscard]] std::string to_text(const Violation& violation);

/// Looks at a world and remembers what did not hold.
class Watchdog {
 public:
  void observe(World& world);
  [[nodiscard]] const std::vector<Violation>& violations() const { return violations_; }

 private:
  void check_bound(World& world);
  void check_answer(World& world);
  void check_polls(World& world);
  void check_steering(World& world);
  [[nodiscard]] bool must_cover(World& world);
  void note(Invariant invariant, double at_s, double value, double limit);

  std::vector<Violation> violations_;
  int looks_ = 0;
  bool majority_truthful_ = false;
};

}  // namespace foliot::sim

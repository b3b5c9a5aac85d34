// RateDoubt: how much faster or slower the oscillator may run than the estimate of its frequency says.
//
// The bound must not rest on a filter being right. Three things make up the doubt, beside the filter's own
// uncertainty:
//   - what every oscillator may do: change its rate by 1 ppm at any moment, without a warning (temperature, load);
//   - what nobody has measured yet: a drift file may be wrong, so at first anything up to 500 ppm is possible; the
//     exchanges themselves narrow that, for however lopsided the quiet path is, its lopsidedness is constant;
//   - what this oscillator has done: one that jumped by more is expected to do so again, less so as days pass.
#pragma once

#include <cstddef>

#include "base/fixed_vector.hpp"

namespace foliot::estimate {

/// A measured offset that is at most `error_s` off, but for a constant of the path.
struct PathFact {
  double at_s = 0;  // on any steady scale
  double offset_s = 0;
  double error_s = 0;
};

class RateDoubt {
 public:
  /// Takes a fact; frequency: s/s, the estimate after it.
  void add(const PathFact& fact, double frequency);

  /// A sample `span_s` > 0 after the last one was `gap_s` farther off than noise and uncertainty explain.
  void surprise(double span_s, double gap_s);

  /// The greatest error of the estimated frequency beyond its uncertainty, s/s.
  [[nodiscard]] double rate() const;

  /// The same for a span at whose end a sample met the expectation: what it would have shown need not be doubted.
  [[nodiscard]] double hidden_rate() const;

  /// All offsets become smaller by `shift_s`.
  void rebase(double shift_s);

 private:
  base::FixedVector<PathFact, 8> first_;
  double unmeasured_ = 500e-6;  // RFC 5905: no clock is off by more
  double seen_ = 0;             // the greatest jump seen, fading
};

}  // namespace foliot::estimate

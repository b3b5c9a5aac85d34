// FeasibleInterval: where the true offset must lie if the server tells the truth, whatever the path does.
//
// However lopsided a path is, the true offset lies within half the round trip of every measured one. The
// interval is the intersection of these facts, carried on at the estimated frequency and widened by what the
// oscillator may have done since (set-membership filtering: Marzullo, Owicki, "Maintaining the time in a
// distributed system", 1985).
#pragma once

#include "estimate/clock_state.hpp"

namespace foliot::estimate {

class FeasibleInterval {
 public:
  /// Carries the interval on: its middle moves by `drift_s`, each side outwards by `growth_s` >= 0.
  void move(double drift_s, double growth_s);

  /// A measured offset with its greatest possible error. Facts that contradict the past replace it.
  void narrow(double measured_s, double limit_s);

  /// The greatest distance of the truth from `offset_s`; 0 when nothing was ever measured.
  [[nodiscard]] double reach_s(double offset_s) const;

 private:
  double low_s_ = 0;
  double high_s_ = 0;
  bool known_ = false;
};

}  // namespace foliot::estimate

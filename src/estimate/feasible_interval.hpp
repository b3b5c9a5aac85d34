// FeasibleInterval: where the true offset must lie if the server tells the truth, whatever the path does.
//
// However lopsided a path is, the true offset lies within half the round trip of every measured one. The
// interval is the intersection of these facts, carried on at the estimated frequency and widened by what the
// oscillator may have done since (set-membership filtering: Marzullo, Owicki, "Maintaining the time in a
// distributed system", 1985).
//
// A fact that contradicts all before has two explanations: the clock or the server moved, or the fact is wrong (a
// spoof, a stamp gone astray). Both are kept until the next facts side with one of them, and the reach covers both.
#pragma once

#include <algorithm>
#include <optional>

namespace foliot::estimate {

class FeasibleInterval {
 public:
  /// Carries the interval on: its middle moves by `drift_s`, each side outwards by `growth_s` >= 0.
  void move(double drift_s, double growth_s);

  /// A measured offset with its greatest possible error.
  void narrow(double measured_s, double limit_s);

  /// Whether such a measurement would contradict nothing.
  [[nodiscard]] bool admits(double measured_s, double limit_s) const;

  /// The greatest distance of the truth from `offset_s`; 0 when nothing was ever measured.
  [[nodiscard]] double reach_s(double offset_s) const { return std::max(above_s(offset_s), below_s(offset_s)); }

  /// How far above `offset_s` the truth may be; never less than 0.
  [[nodiscard]] double above_s(double offset_s) const;

  /// How far below `offset_s` the truth may be; never less than 0.
  [[nodiscard]] double below_s(double offset_s) const;

 private:
  struct Range {
    double low_s = 0;
    double high_s = 0;

    [[nodiscard]] bool meets(const Range& other) const { return low_s <= other.high_s && other.low_s <= high_s; }
    void move(double drift_s, double growth_s);
    void intersect(const Range& other);
    void include(const Range& other);
  };

  void weigh(const Range& fact);

  std::optional<Range> main_;
  std::optional<Range> rival_;  ///< what facts say that contradict main_
  int balance_ = 0;             ///< facts in a row that only the rival explains (> 0), or only main_ (< 0)
};

}  // namespace foliot::estimate

// RtcTrack: how far the hardware clock is from the steered clock, and how fast it drifts.
//
// Each measurement is an offset at an instant of the free-running clock. Between two settings of the hardware clock the
// offsets lie on a line; a setting moves the line but does not turn it. So all pieces share one slope: the
// least-squares slope of the deviations from the means of their own pieces (regression with one intercept per piece). A
// setting by somebody else, the kernel or a person, is noticed as a leap from the line and begins a new piece; one that
// moves the clock by less than a millisecond is not.
#pragma once

#include <cstddef>
#include <optional>

#include "base/fixed_vector.hpp"
#include "time/points.hpp"

namespace foliot::discipline {

struct RtcDrift {
  double ppm = 0;        ///< > 0: the hardware clock gains
  double error_ppm = 0;  ///< one standard deviation
  friend bool operator==(const RtcDrift&, const RtcDrift&) = default;
};

class RtcTrack {
 public:
  /// Older measurements are forgotten: at one in 110 s, what came before the last 88 minutes.
  static constexpr std::size_t kMost = 48;

  /// offset_s: the hardware clock less the steered one; > 0: the hardware clock is ahead.
  void add(MonoTime at, double offset_s);
  /// What comes is not on the same line: one of the two clocks was set.
  void begin_piece();
  /// Nothing before four measurements, or while it is not known to 20 ppm.
  [[nodiscard]] std::optional<RtcDrift> drift() const;
  /// The last one measured; nothing while the present piece has none.
  [[nodiscard]] std::optional<double> offset_s() const;

 private:
  struct Point {
    MonoTime at;
    double offset_s = 0;
    unsigned piece = 0;
  };
  struct Sums;

  [[nodiscard]] bool leaps(MonoTime at, double offset_s) const;
  [[nodiscard]] Sums sums() const;
  void add_piece(std::size_t begin, std::size_t end, Sums& sums) const;

  base::FixedVector<Point, kMost> points_;
  unsigned piece_ = 0;
};

}  // namespace foliot::discipline

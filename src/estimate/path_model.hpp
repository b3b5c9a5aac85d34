// PathModel: what the round trips of one source tell about the errors of its offsets.
//
// The least round trip is remembered for long (two generations of at least 12 h and 100 samples each), so that
// hours of congestion do not pass for a quiet path. The scatter of the newest 64 samples tells how noisy the
// path is now, and in which direction: with z an offset's innovation and r its round trip, r/2 + z varies only
// with the way there and r/2 - z only with the way back. Medians throughout: stray samples do not move them.
#pragma once

#include <array>
#include <cstddef>

#include "estimate/detour.hpp"
#include "estimate/least_delay.hpp"

namespace foliot::estimate {

/// What is known of the error of one measured offset.
struct PathError {
  double bias_s = 0;                ///< constant part: to be taken off the offset
  double half_width_s = 0;          ///< of the box in which the rest lies if queues cause it
  double unusual_half_width_s = 0;  ///< the same of what the quiet path's normal jitter does not explain
};

class PathModel {
 public:
  /// Takes a round trip. at_s: seconds on any steady scale; precision_s: reading error.
  void add_delay(double at_s, double delay_s, double precision_s);

  /// Takes the innovation of the newest sample: measured offset without bias, minus the foretold one.
  void add_innovation(double innovation_s);

  /// The error of an offset measured with round trip `delay_s`.
  [[nodiscard]] PathError error_of(double delay_s) const;

  /// Least round trip that more than one sample bears witness to; 0 before the first sample.
  [[nodiscard]] double base_s() const { return base_s_; }

  /// A round trip too short to be believed: a spoof, a stamp gone astray, or the first of a path that got shorter.
  [[nodiscard]] bool is_stray(double delay_s) const { return delay_s < base_s_; }

  /// Typical excess of a round trip over the least; never below the precision.
  [[nodiscard]] double excess_s() const { return excess_s_; }

  /// Standard deviation of the offset error if both directions jitter alike, normally and independently.
  [[nodiscard]] double normal_noise_s() const { return normal_noise_s_; }

  /// Tilt (1/s) of the error's density within the box: > 0 when the way to the server queues longer.
  [[nodiscard]] double tilt() const { return tilt_; }

 private:
  static constexpr std::size_t kRecent = 64;  // an hour at poll 6, and 8 % error of a median
  using Ring = std::array<double, kRecent>;
  struct Generation {
    LeastDelay least;
    double usual_s = 0;  // see usual_s_
    double since_s = 0;
    int samples = 0;
  };

  [[nodiscard]] std::size_t count() const;
  [[nodiscard]] std::size_t newest() const { return (static_cast<std::size_t>(samples_) - 1) % kRecent; }
  [[nodiscard]] double queue_scale_s(double side) const;
  void track_base(double at_s, double delay_s);
  void measure_scatter();

  Ring delay_s_{};
  Ring innovation_s_{};
  int samples_ = 0;
  Generation current_;
  Generation previous_;
  Detour detour_;
  double precision_s_ = 0;
  double base_s_ = 0;
  double usual_s_ = 0;  // the most that normal jitter of the path at its quietest explains
  double excess_s_ = 0;
  double normal_noise_s_ = 0;
  double tilt_ = 0;
};

}  // namespace foliot::estimate

// ModelBank: many small clock filters side by side, weighted by how well they foretell the samples.
//
// Neither the strength of the oscillator's random walk nor the shape of the measurement error is known. One
// filter runs for each pair of the two; each updates its belief by the exact one-dimensional posterior; the
// evidence of each, forgotten slowly, is its weight; the estimate is the mixture (multiple-model estimation:
// Bar-Shalom, Li, Kirubarajan, "Estimation with Applications to Tracking and Navigation", 2001, chapter 11).
// A filter that has lost all weight starts again from the mixture, so that it is ready when its time comes.
#pragma once

#include <array>
#include <cstddef>

#include "estimate/clock_state.hpp"
#include "estimate/likelihood.hpp"

namespace foliot::estimate {

/// Shapes of the measurement error that are tried at once.
inline constexpr std::size_t kShapes = 5;
using Shapes = std::array<ErrorShape, kShapes>;

/// How one sample met the expectation.
struct Surprise {
  double innovation_s = 0;    ///< measured minus foretold offset
  double noise_variance = 0;  ///< the sample's own estimate of its noise: innovation times residual, s^2
  double outlier_share = 0;   ///< probability that the sample says nothing, 0 ... 1
};

class ModelBank {
 public:
  /// All filters start from `state`, but for a few that expect its frequency to be off by `doubtful_sd` (s/s).
  void start(const ClockState& state, double doubtful_sd = 0);

  /// A sample `span_s` >= 0 after the last one. outlier_density: of samples that say nothing, 1/s.
  Surprise learn(double span_s, double measured_s, const Shapes& shapes, double outlier_density);

  /// `span_s` >= 0 pass without a sample that says anything.
  void wait(double span_s);

  /// Every filter learns that it may have been wrong for `span_s` > 0, by as much as `measured_s` is off.
  void doubt(double span_s, double measured_s);

  /// The mixture `span_s` >= 0 after the last sample.
  [[nodiscard]] ClockState foretell(double span_s) const;

  /// Root mean square of the random walk's strength, s/s per sqrt(s).
  [[nodiscard]] double wander() const;

  /// All offsets become smaller by `shift_s`.
  void rebase(double shift_s);

 private:
  static constexpr std::size_t kWanders = 9;
  struct Model {
    ClockState state;
    double log_evidence = 0;
    double weight = 0;
  };

  using Shares = std::array<double, kWanders>;

  [[nodiscard]] static double wander_of(std::size_t model);
  [[nodiscard]] ClockState mean() const;
  void weigh();
  [[nodiscard]] Shares wander_shares() const;  ///< the weight of each strength of the walk
  [[nodiscard]] bool is_jump() const;
  void learn_habits();
  void keep_habits();

  std::array<Model, kWanders * kShapes> models_{};
  Shares log_habit_{};  ///< logarithms of the shares as they usually are
};

}  // namespace foliot::estimate

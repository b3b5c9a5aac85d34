// A small world for the tests of estimation: one oscillator that wanders, one server, one path.
//
// Everything comes from one seed. Each exchange yields the sample and, for the test only, the truth.
#pragma once

#include <cmath>
#include <functional>
#include <numbers>

#include "base/rng.hpp"
#include "estimate/estimator.hpp"

namespace foliot::estimate::testing {

inline MonoTime at_s(double seconds) {
  return MonoTime{} + Interval::from_seconds(seconds);
}

/// A sample by hand.
inline Sample make_sample(double seconds, double offset_s, double delay_s) {
  Sample sample;
  sample.at = at_s(seconds);
  sample.offset_s = offset_s;
  sample.delay_s = delay_s;
  sample.precision_s = 1e-7;
  return sample;
}

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : rng_(seed) {}
  double unit() { return rng_.next_unit(); }
  double exponential(double mean) { return -mean * std::log(1 - rng_.next_unit()); }
  double normal(double sd) {
    const double radius = std::sqrt(-2 * std::log(1 - rng_.next_unit()));
    return sd * radius * std::cos(2 * std::numbers::pi * rng_.next_unit());
  }

 private:
  base::SeededRng rng_;
};

/// Extra delay of one direction at a time: s.
using Jitter = std::function<double(Dice& dice, double now_s)>;

inline Jitter exponential_jitter(double mean_s) {
  return [mean_s](Dice& dice, double) { return dice.exponential(mean_s); };
}
inline Jitter normal_jitter(double sd_s) {
  return [sd_s](Dice& dice, double) { return dice.normal(sd_s); };
}
/// Every packet waits exponentially, a `share` of them `rare_s` more (exponentially).
inline Jitter mixed_jitter(double mean_s, double share, double rare_s) {
  return [=](Dice& dice, double) {
    return dice.exponential(mean_s) + (dice.unit() < share ? dice.exponential(rare_s) : 0);
  };
}

struct World {
  double base_s = 1e-3;  // one way
  Jitter up = exponential_jitter(1e-4);
  Jitter down = exponential_jitter(1e-4);
  double frequency = 2e-5;  // of the server against the timeline
  double wander = 1e-9;     // s/s per sqrt(s)
  std::function<double(double)> extra_frequency = [](double) { return 0.0; };
  bool has_round_trip = true;
};

/// Runs a world in steps of a second and feeds an Estimator's slot.
class Simulation {
 public:
  Simulation(World world, std::uint64_t seed) : world_(std::move(world)), oscillator_(seed), path_(seed + 1000) {}

  /// One exchange now.
  void exchange(Estimator& estimator, std::size_t slot = 0) {
    const double up_s = std::max(0.0, world_.base_s + world_.up(path_, now_s_));
    const double down_s = std::max(0.0, world_.base_s + world_.down(path_, now_s_));
    Sample sample = make_sample(now_s_, offset_s_ + (up_s - down_s) / 2, up_s + down_s);
    if (!world_.has_round_trip) {
      sample.offset_s = offset_s_ + world_.up(path_, now_s_);
      sample.delay_s = 0;
      sample.has_round_trip = false;
    }
    estimator.add(slot, sample);
  }

  void advance(int seconds) {
    for (int i = 0; i < seconds; ++i) {
      walk_ += oscillator_.normal(world_.wander);
      offset_s_ += frequency();
      now_s_ += 1;
    }
  }

  [[nodiscard]] double frequency() const { return world_.frequency + walk_ + world_.extra_frequency(now_s_); }
  [[nodiscard]] double offset_s() const { return offset_s_; }
  [[nodiscard]] MonoTime now() const { return at_s(now_s_); }
  [[nodiscard]] double now_s() const { return now_s_; }

 private:
  World world_;
  Dice oscillator_;
  Dice path_;
  double walk_ = 0;
  double offset_s_ = 0.01;
  double now_s_ = 0;
};

/// How an estimator fared.
struct Score {
  double rms_s = 0;
  double worst_s = 0;
  double frequency_rms = 0;
  double bound_misses = 0;  // share of the checks in which the bound did not hold the truth
  double mean_bound_s = 0;  // delay / 2 + dispersion
  double mean_sd_s = 0;
};

/// `exchanges` at a fixed interval; scored just before each exchange of the second half.
inline Score run(const World& world, std::uint64_t seed, int exchanges, int interval_s) {
  Estimator estimator;
  Simulation simulation(world, seed);
  Score score;
  int scored = 0;
  for (int i = 0; i < exchanges; ++i) {
    simulation.exchange(estimator);
    simulation.advance(interval_s);
    if (i < exchanges / 2) continue;
    const SourceEstimate estimate = *estimator.estimate(0, simulation.now());
    const double error_s = estimate.offset_s - simulation.offset_s();
    const double bound_s = estimate.delay_s / 2 + estimate.dispersion_s;
    const double frequency_error = estimate.frequency.ratio() - simulation.frequency();
    score.rms_s += error_s * error_s;
    score.frequency_rms += frequency_error * frequency_error;
    score.worst_s = std::max(score.worst_s, std::abs(error_s));
    score.bound_misses += std::abs(error_s) > bound_s ? 1 : 0;
    score.mean_bound_s += bound_s;
    score.mean_sd_s += estimate.offset_sd_s;
    ++scored;
  }
  score.rms_s = std::sqrt(score.rms_s / scored);
  score.frequency_rms = std::sqrt(score.frequency_rms / scored);
  score.bound_misses /= scored;
  score.mean_bound_s /= scored;
  score.mean_sd_s /= scored;
  return score;
}

}  // namespace foliot::estimate::testing

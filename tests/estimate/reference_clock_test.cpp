// Sources without a round trip: serial lines that are only ever late, coarse read-outs, pulses with spikes.
#include <gtest/gtest.h>

#include <functional>

#include "estimate/simulated_source.hpp"

namespace foliot::estimate {
namespace {

/// What the driver reads when the true offset is `offset_s`.
using ReadOut = std::function<double(testing::Dice& dice, double offset_s)>;

ReadOut normal(double sd_s) {
  return [=](testing::Dice& dice, double offset_s) { return offset_s + dice.normal(sd_s); };
}
/// The message is late by an exponential time; a `fudge` has taken off `fudge_s`.
ReadOut late(double mean_s, double fudge_s) {
  return [=](testing::Dice& dice, double offset_s) { return offset_s - dice.exponential(mean_s) + fudge_s; };
}
/// A receiver that tells multiples of `quantum_s`, rounded down, with a little noise.
ReadOut coarse(double quantum_s, double noise_s) {
  return [=](testing::Dice& dice, double offset_s) {
    return quantum_s * std::floor((offset_s + dice.normal(noise_s)) / quantum_s);
  };
}
/// A pulse that an interrupt stamps, now and then late.
ReadOut pulse(double sd_s, double share, double spike_s) {
  return [=](testing::Dice& dice, double offset_s) {
    return offset_s + dice.normal(sd_s) - (dice.unit() < share ? dice.exponential(spike_s) : 0);
  };
}

struct Figures {
  double mean_s = 0;
  double deviation_s = 0;
  double frequency_rms = 0;
  int uncovered = 0;
};

struct Receiver {
  ReadOut read_out;
  double precision_s = 1e-7;
  int interval_s = 16;
};

Figures follow(const Receiver& receiver, std::uint64_t seed, double base_frequency = 2e-5) {
  testing::World world;
  world.frequency = base_frequency;
  Estimator estimator;
  testing::Simulation simulation(world, seed);
  testing::Dice dice(seed + 99);
  Figures figures;
  constexpr int kSamples = 4000;
  double square = 0;
  for (int i = 0; i < kSamples; ++i) {
    Sample sample = testing::make_sample(simulation.now_s(), receiver.read_out(dice, simulation.offset_s()), 0);
    sample.precision_s = receiver.precision_s;
    sample.has_round_trip = false;
    estimator.add(0, sample);
    simulation.advance(receiver.interval_s);
    const SourceEstimate estimate = *estimator.estimate(0, simulation.now());
    const double error_s = estimate.offset_s - simulation.offset_s();
    figures.uncovered += std::abs(error_s) > estimate.delay_s / 2 + estimate.dispersion_s ? 1 : 0;
    if (i < kSamples / 2) continue;
    const double rate = estimate.frequency.ratio() - simulation.frequency();
    figures.mean_s += error_s * 2 / kSamples;
    square += error_s * error_s * 2 / kSamples;
    figures.frequency_rms += rate * rate * 2 / kSamples;
  }
  figures.deviation_s = std::sqrt(square - figures.mean_s * figures.mean_s);
  figures.frequency_rms = std::sqrt(figures.frequency_rms);
  return figures;
}

struct Case {
  const char* what;
  Receiver receiver;
  double mean_s;
  double deviation_s;
  double frequency_rms;
};

const Case kCases[] = {
    {"pulse per second, 1 us", {normal(1e-6), 1e-7, 1}, 1e-7, 4e-7, 4e-8},
    // Two late ones in a row may pass for a jump of the clock until the next: 5 us.
    {"pulse, one in fifty 50 us late", {pulse(1e-6, 0.02, 5e-5)}, 3e-7, 5e-6, 2e-7},
    {"serial line, 100 us late on average", {late(1e-4, 1e-4)}, 1e-5, 3e-5, 2e-7},
    {"serial line without a fudge", {late(1e-4, 0)}, 1.2e-4, 3e-5, 2e-7},
    {"read-out in steps of 1 us", {coarse(1e-6, 1e-7), 1e-6, 1}, 7e-7, 4e-7, 4e-8},
    // It shows the same step for minutes: within that time its frequency looks wrong by what it really is, 20 ppm.
    {"read-out in steps of 10 ms", {coarse(10e-3, 1e-3), 10e-3}, 7e-3, 1.5e-3, 1e-5},
};

TEST(ReferenceClock, IsFollowedThroughEveryKindOfNoise) {
  for (const Case& one : kCases) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      SCOPED_TRACE(one.what);
      const Figures figures = follow(one.receiver, seed);
      EXPECT_LT(std::abs(figures.mean_s), one.mean_s);
      EXPECT_LT(figures.deviation_s, one.deviation_s);
      EXPECT_LT(figures.frequency_rms, one.frequency_rms);
      EXPECT_EQ(figures.uncovered, 0);
    }
  }
}

TEST(ReferenceClock, AReadOutThatStaysTheSameIsNoKnowledgeBelowItsSteps) {
  SourceFilter filter;
  for (int i = 0; i < 1000; ++i) {
    Sample sample = testing::make_sample(i * 16.0, 0, 0);
    sample.has_round_trip = false;
    sample.precision_s = 1e-3;
    filter.add(sample);
  }
  EXPECT_GE(filter.estimate(testing::at_s(16e3))->dispersion_s, 1e-3);
}

}  // namespace
}  // namespace foliot::estimate

// Estimator: slots, shared knowledge of the oscillator, and the guarantees towards the engine.
#include "estimate/estimator.hpp"

#include <gtest/gtest.h>

#include "estimate/simulated_source.hpp"

namespace foliot::estimate {
namespace {

using testing::at_s;
using testing::make_sample;

// `count` samples every 64 s from `from_s` on of a source with constant frequency.
void feed(Estimator& estimator, std::size_t slot, double frequency, int count, double from_s = 0) {
  testing::Dice dice(slot + 1);
  for (int i = 0; i < count; ++i) {
    const double now_s = from_s + i * 64.0;
    const double up_s = dice.exponential(1e-4);
    const double down_s = dice.exponential(1e-4);
    estimator.add(slot, make_sample(now_s, frequency * now_s + (up_s - down_s) / 2, 1e-3 + up_s + down_s));
  }
}

TEST(Estimator, SaysNothingBeforeTheFirstSample) {
  const Estimator estimator;
  EXPECT_FALSE(estimator.estimate(0, at_s(1)).has_value());
  EXPECT_FALSE(estimator.oscillator(at_s(1)).has_value());
}

TEST(Estimator, FindsOffsetAndFrequencyOfAQuietSource) {
  Estimator estimator;
  for (int i = 0; i < 100; ++i) estimator.add(3, make_sample(i * 64.0, 0.01 + 2e-5 * i * 64.0, 1e-3));
  const auto estimate = estimator.estimate(3, at_s(6400));
  ASSERT_TRUE(estimate.has_value());
  EXPECT_NEAR(estimate->offset_s, 0.01 + 2e-5 * 6400, 1e-6);
  EXPECT_NEAR(estimate->frequency.ppm(), 20, 0.01);
  EXPECT_EQ(estimate->samples, 100);
  EXPECT_NEAR(estimate->delay_s, 1e-3, 1e-9);
}

TEST(Estimator, TheFirstSampleIsAlreadyAnEstimate) {
  Estimator estimator;
  estimator.add(0, make_sample(5, 0.02, 1e-2));
  const SourceEstimate estimate = *estimator.estimate(0, at_s(5));
  EXPECT_NEAR(estimate.offset_s, 0.02, 1e-15);
  EXPECT_NEAR(estimate.frequency.ratio(), 0, 1e-15);
  EXPECT_GT(estimate.frequency_sd, 1e-5);
}

TEST(Estimator, ForgetsOneSourceAndKeepsTheOthers) {
  Estimator estimator;
  estimator.add(1, make_sample(0, 1e-3, 1e-3));
  estimator.add(2, make_sample(0, 2e-3, 1e-3));
  estimator.forget(1);
  EXPECT_FALSE(estimator.estimate(1, at_s(0)).has_value());
  EXPECT_TRUE(estimator.estimate(2, at_s(0)).has_value());
}

TEST(Estimator, RebasingLowersEveryOffset) {
  Estimator estimator;
  feed(estimator, 1, 1e-6, 30);
  feed(estimator, 2, 1e-6, 30);
  const SourceEstimate before = *estimator.estimate(1, at_s(2000));
  estimator.rebase(0.2);
  const SourceEstimate after = *estimator.estimate(1, at_s(2000));
  EXPECT_NEAR(after.offset_s, before.offset_s - 0.2, 1e-9);
  EXPECT_NEAR(after.dispersion_s, before.dispersion_s, 1e-9);
  EXPECT_NEAR(estimator.estimate(2, at_s(2000))->offset_s, before.offset_s - 0.2, 1e-3);
}

TEST(Estimator, RebasingWithinTheFirstBurstIsNotUndone) {
  Estimator estimator;
  for (int i = 0; i < 3; ++i) estimator.add(0, make_sample(2.0 * i, 0.5, 1e-3));
  estimator.rebase(0.5);
  for (int i = 3; i < 10; ++i) estimator.add(0, make_sample(2.0 * i, 0.0, 1e-3));
  EXPECT_NEAR(estimator.estimate(0, at_s(20))->offset_s, 0, 1e-4);
}

TEST(Estimator, StartsFromTheDriftFile) {
  Estimator estimator;
  estimator.set_initial_frequency(Frequency::from_ppm(-35), 1e-7);
  estimator.add(0, make_sample(0, 0, 1e-3));
  const SourceEstimate estimate = *estimator.estimate(0, at_s(1000));
  EXPECT_NEAR(estimate.frequency.ppm(), -35, 1e-6);
  EXPECT_LT(estimate.frequency_sd, 5e-6);  // one drift file in fifty is worth nothing
  EXPECT_NEAR(estimate.offset_s, -0.035, 1e-6);
}

TEST(Estimator, ADriftFileThatIsWrongIsUnlearnt) {
  Estimator estimator;
  estimator.set_initial_frequency(Frequency::from_ppm(-35), 1e-7);
  feed(estimator, 0, 2e-5, 60);
  EXPECT_NEAR(estimator.estimate(0, at_s(60 * 64))->frequency.ppm(), 20, 0.5);
}

TEST(Estimator, ADriftFileOfAnotherMachineIsUnlearntWithinTheFirstBurst) {
  Estimator estimator;
  estimator.set_initial_frequency(Frequency::from_ppm(-35), 1e-7);
  for (int i = 0; i < 8; ++i) estimator.add(0, make_sample(2.0 * i, 2e-5 * 2 * i, 1e-3 + (i % 3) * 1e-6));
  EXPECT_NEAR(estimator.estimate(0, at_s(14))->frequency.ppm(), 20, 1);
}

TEST(Estimator, IgnoresADriftThatIsNoNumber) {
  Estimator estimator;
  estimator.set_initial_frequency(Frequency::from_ratio(std::nan("")), 1e-7);
  estimator.add(0, make_sample(0, 0, 1e-3));
  EXPECT_EQ(estimator.estimate(0, at_s(0))->frequency, Frequency{});
}

TEST(Estimator, ANewSourceKnowsTheOscillator) {
  Estimator estimator;
  feed(estimator, 0, 2e-5, 200);
  estimator.add(1, make_sample(12800, 0, 1e-3));
  const SourceEstimate estimate = *estimator.estimate(1, at_s(12800));
  EXPECT_NEAR(estimate.frequency.ppm(), 20, 0.3);
  EXPECT_LT(estimate.frequency_sd, 1e-6);
}

TEST(Estimator, TheOscillatorIsWhatMostSourcesSay) {
  Estimator estimator;
  for (std::size_t slot = 0; slot < 3; ++slot) feed(estimator, slot, 2e-5, 200);
  feed(estimator, 3, 7e-5, 200);  // drifts by 50 ppm
  const auto oscillator = estimator.oscillator(at_s(12800));
  ASSERT_TRUE(oscillator.has_value());
  EXPECT_EQ(oscillator->sources, 3);
  EXPECT_NEAR(oscillator->frequency.ppm(), 20, 0.05);
  EXPECT_GT(oscillator->frequency_sd, 0);
  EXPECT_GT(oscillator->wander, 0);
}

TEST(Estimator, ManySourcesKnowTheFrequencyBetterThanOne) {
  double one = 0;
  double all = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    Estimator estimator;
    testing::Simulation simulation({}, seed);
    for (int i = 0; i < 400; ++i) {
      for (std::size_t slot = 0; slot < 6; ++slot) simulation.exchange(estimator, slot);
      simulation.advance(64);
    }
    const double single = estimator.estimate(0, simulation.now())->frequency.ratio() - simulation.frequency();
    const double joint = estimator.oscillator(simulation.now())->frequency.ratio() - simulation.frequency();
    one += single * single;
    all += joint * joint;
  }
  EXPECT_LT(all, 0.9 * one);
}

TEST(Estimator, AdvisesAPollOfTheSlotAskedFor) {
  Estimator estimator;
  feed(estimator, 1, 0, 300);
  EXPECT_EQ(estimator.advised_poll(0, PollExponent(6), PollExponent(10)), PollExponent(6));
  EXPECT_GT(estimator.advised_poll(1, PollExponent(6), PollExponent(10)), PollExponent(6));
}

}  // namespace
}  // namespace foliot::estimate

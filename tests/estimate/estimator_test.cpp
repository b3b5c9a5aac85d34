// Estimator: slots, shared knowledge, and the guarantees towards the engine.
#include "estimate/estimator.hpp"

#include <gtest/gtest.h>

#include "base/rng.hpp"

namespace foliot::estimate {
namespace {

MonoTime at_s(double seconds) { return MonoTime{} + Interval::from_seconds(seconds); }

Sample make_sample(double at, double offset_s, double delay_s) {
  Sample sample;
  sample.at = at_s(at);
  sample.offset_s = offset_s;
  sample.delay_s = delay_s;
  sample.precision_s = 1e-7;
  return sample;
}

TEST(Estimator, SaysNothingBeforeTheFirstSample) {
  const Estimator estimator;
  EXPECT_FALSE(estimator.estimate(0, at_s(1)).has_value());
}

TEST(Estimator, FindsOffsetAndFrequencyOfAQuietSource) {
  Estimator estimator;
  for (int i = 0; i < 100; ++i) estimator.add(3, make_sample(i * 64.0, 0.01 + 2e-5 * i * 64.0, 1e-3));
  const auto estimate = estimator.estimate(3, at_s(6400));
  ASSERT_TRUE(estimate.has_value());
  EXPECT_NEAR(estimate->offset_s, 0.01 + 2e-5 * 6400, 1e-6);
  EXPECT_NEAR(estimate->frequency.ppm(), 20, 0.01);
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
  estimator.add(1, make_sample(0, 0.5, 1e-3));
  estimator.rebase(0.2);
  EXPECT_NEAR(estimator.estimate(1, at_s(0))->offset_s, 0.3, 1e-9);
}

}  // namespace
}  // namespace foliot::estimate

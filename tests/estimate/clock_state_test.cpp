// ClockState: the two-state clock model.
#include "estimate/clock_state.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace foliot::estimate {
namespace {

TEST(ClockState, MovesTheOffsetByTheFrequency) {
  ClockState state{0.5, 2e-5, 1e-12, 0, 1e-16};
  state.predict(100, 0);
  EXPECT_NEAR(state.offset_s, 0.502, 1e-12);
  EXPECT_DOUBLE_EQ(state.frequency, 2e-5);
}

TEST(ClockState, UncertaintyGrowsWithTheFrequencysOwn) {
  ClockState state{0, 0, 1e-12, 0, 1e-16};
  state.predict(1000, 0);
  EXPECT_NEAR(state.offset_variance, 1e-12 + 1e-16 * 1e6, 1e-14);
  EXPECT_NEAR(state.covariance, 1e-13, 1e-20);
  EXPECT_DOUBLE_EQ(state.frequency_variance, 1e-16);
}

TEST(ClockState, WanderIntegratesToACubeInTheOffset) {
  ClockState state;
  state.predict(3600, 1e-9);
  EXPECT_NEAR(std::sqrt(state.offset_variance), 1e-9 * std::sqrt(3600.0 * 3600 * 3600 / 3), 1e-9);
  EXPECT_NEAR(std::sqrt(state.frequency_variance), 1e-9 * 60, 1e-15);
}

TEST(ClockState, TwoShortStepsMakeOneLong) {
  ClockState once{1e-3, 1e-6, 1e-10, 1e-15, 1e-18};
  ClockState twice = once;
  once.predict(128, 1e-8);
  twice.predict(40, 1e-8);
  twice.predict(88, 1e-8);
  EXPECT_NEAR(once.offset_s / twice.offset_s, 1, 1e-12);
  EXPECT_NEAR(once.offset_variance / twice.offset_variance, 1, 1e-12);
  EXPECT_NEAR(once.covariance / twice.covariance, 1, 1e-12);
  EXPECT_NEAR(once.frequency_variance / twice.frequency_variance, 1, 1e-12);
}

TEST(ClockState, TheFrequencyFollowsTheOffsetByTheCovariance) {
  ClockState state{0, 0, 4e-10, 2e-12, 2e-14};
  state.learn_offset({1e-5, 1e-10});
  EXPECT_NEAR(state.frequency, 1e-5 * 2e-12 / 4e-10, 1e-15);
  EXPECT_NEAR(state.covariance, 2e-12 / 4e-10 * 1e-10, 1e-20);
  EXPECT_NEAR(state.frequency_variance, 2e-14 - 2.5e-5 * 3e-10, 1e-20);
}

TEST(ClockState, RoundingNeverMakesAVarianceNegative) {
  ClockState state{0, 0, 1, 1e-8, 1e-16};
  state.learn_offset({0, 1e-30});
  EXPECT_GE(state.frequency_variance, 0);
}

}  // namespace
}  // namespace foliot::estimate

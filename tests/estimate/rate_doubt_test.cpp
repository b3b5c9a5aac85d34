// RateDoubt: what the oscillator may do that no filter knows of.
#include "estimate/rate_doubt.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace foliot::estimate {
namespace {

constexpr double kDay_s = 86'400;

TEST(RateDoubt, ExpectsAnythingBeforeTheFirstFacts) {
  EXPECT_EQ(RateDoubt{}.rate(), 500e-6);
}

TEST(RateDoubt, FactsNarrowItAsTheirSpanGrows) {
  RateDoubt doubt;
  doubt.add({0, 0, 1e-3}, 0);
  doubt.add({100, 0, 1e-3}, 0);
  EXPECT_NEAR(doubt.rate(), 20e-6, 1e-12);  // 2 ms in 100 s
  doubt.add({1000, 0, 1e-3}, 0);
  EXPECT_NEAR(doubt.rate(), 2e-6, 1e-12);
}

TEST(RateDoubt, AWrongEstimateOfTheFrequencyIsDoubtedByItsError) {
  RateDoubt doubt;
  doubt.add({0, 0, 1e-6}, 40e-6);
  doubt.add({1000, 0, 1e-6}, 40e-6);  // the offset stays, so the frequency is 0 and not 40 ppm
  EXPECT_NEAR(doubt.rate(), 40e-6, 1e-8);
}

TEST(RateDoubt, NeverEndsBelowWhatEveryOscillatorMayDo) {
  RateDoubt doubt;
  doubt.add({0, 0, 1e-6}, 0);
  for (int i = 1; i < 100; ++i) doubt.add({i * 1e4, 0, 1e-6}, 0);
  EXPECT_EQ(doubt.rate(), 1e-6);
}

TEST(RateDoubt, WhatASampleWouldHaveShownIsDoubtedLess) {
  RateDoubt doubt;
  EXPECT_EQ(doubt.hidden_rate(), 500e-6);  // nobody has measured anything that could be confirmed
  doubt.add({0, 0, 1e-6}, 0);
  doubt.add({1e5, 0, 1e-6}, 0);
  EXPECT_EQ(doubt.hidden_rate(), 1e-7);
  doubt.surprise(100, 400e-6);
  EXPECT_EQ(doubt.hidden_rate(), doubt.rate());  // one that jumps
}

TEST(RateDoubt, WhatJumpedOnceMayJumpAgainForSomeDays) {
  RateDoubt doubt;
  doubt.add({0, 0, 1e-6}, 0);
  doubt.add({1e5, 0, 1e-6}, 0);
  doubt.surprise(100, 400e-6);  // 4 ppm
  EXPECT_NEAR(doubt.rate(), 4e-6, 1e-12);
  doubt.surprise(kDay_s / 2, -1);
  EXPECT_NEAR(doubt.rate(), 4e-6 * std::exp(-0.5), 1e-9);
  for (int i = 0; i < 10; ++i) doubt.surprise(kDay_s, -1);
  EXPECT_EQ(doubt.rate(), 1e-6);
}

TEST(RateDoubt, NoSingleSampleMakesItBoundless) {
  RateDoubt doubt;
  doubt.add({0, 0, 1e-6}, 0);
  doubt.add({1e5, 0, 1e-6}, 0);
  doubt.surprise(64, 1);
  EXPECT_EQ(doubt.rate(), 15e-6);
}

TEST(RateDoubt, RebasingChangesNothing) {
  RateDoubt doubt;
  doubt.add({0, 0.7, 1e-3}, 0);
  doubt.rebase(0.7);
  doubt.add({100, 0, 1e-3}, 0);
  EXPECT_NEAR(doubt.rate(), 20e-6, 1e-12);
}

}  // namespace
}  // namespace foliot::estimate

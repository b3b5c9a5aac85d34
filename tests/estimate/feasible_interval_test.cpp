// FeasibleInterval: hard facts, carried on and intersected.
#include "estimate/feasible_interval.hpp"

#include <gtest/gtest.h>

namespace foliot::estimate {
namespace {

TEST(FeasibleInterval, ClaimsNothingBeforeTheFirstFact) {
  EXPECT_EQ(FeasibleInterval{}.reach_s(5), 0);
}

TEST(FeasibleInterval, ReachesTheFartherEnd) {
  FeasibleInterval interval;
  interval.narrow(1.0, 0.1);
  EXPECT_NEAR(interval.reach_s(1.0), 0.1, 1e-12);
  EXPECT_NEAR(interval.reach_s(1.05), 0.15, 1e-12);
  EXPECT_NEAR(interval.reach_s(0.7), 0.4, 1e-12);
}

TEST(FeasibleInterval, TellsTheSidesApart) {
  FeasibleInterval interval;
  interval.narrow(1.0, 0.1);
  EXPECT_NEAR(interval.above_s(1.05), 0.05, 1e-12);
  EXPECT_NEAR(interval.below_s(1.05), 0.15, 1e-12);
  EXPECT_EQ(interval.above_s(1.2), 0) << "never negative";
  interval.narrow(2.0, 0.1);
  EXPECT_NEAR(interval.above_s(1.0), 1.1, 1e-12) << "what contradicts it may be true";
  EXPECT_NEAR(interval.below_s(1.0), 0.1, 1e-12);
}

TEST(FeasibleInterval, TwoFactsMeetInTheirIntersection) {
  FeasibleInterval interval;
  interval.narrow(1.0, 0.1);   // 0.9 ... 1.1
  interval.narrow(1.15, 0.1);  // 1.05 ... 1.25
  EXPECT_NEAR(interval.reach_s(1.075), 0.025, 1e-12);
}

TEST(FeasibleInterval, MovesAndGrows) {
  FeasibleInterval interval;
  interval.narrow(1.0, 0.1);
  interval.move(0.5, 0.02);
  EXPECT_NEAR(interval.reach_s(1.5), 0.12, 1e-12);
}

TEST(FeasibleInterval, AContradictionIsCoveredBothWays) {
  FeasibleInterval interval;
  interval.narrow(1.0, 0.1);
  interval.narrow(2.0, 0.1);
  EXPECT_NEAR(interval.reach_s(1.0), 1.1, 1e-12);
  EXPECT_NEAR(interval.reach_s(2.0), 1.1, 1e-12);
}

TEST(FeasibleInterval, ThreeFactsInARowDecideAContradiction) {
  for (const double truth_s : {1.0, 2.0}) {
    FeasibleInterval interval;
    interval.narrow(1.0, 0.1);
    interval.narrow(2.0, 0.1);
    for (int i = 0; i < 2; ++i) interval.narrow(truth_s, 0.1);
    EXPECT_NEAR(interval.reach_s(truth_s), 1.1, 1e-12) << truth_s;
    interval.narrow(truth_s, 0.1);
    EXPECT_NEAR(interval.reach_s(truth_s), 0.1, 1e-12) << truth_s;
  }
}

TEST(FeasibleInterval, FactsThatSuitBothSidesDecideNothing) {
  FeasibleInterval interval;
  interval.narrow(1.0, 0.1);
  interval.narrow(2.0, 0.1);
  for (int i = 0; i < 10; ++i) interval.narrow(1.5, 1);
  EXPECT_NEAR(interval.reach_s(1.0), 1.1, 1e-12);
}

TEST(FeasibleInterval, AThirdExplanationIsCoveredToo) {
  FeasibleInterval interval;
  interval.narrow(1.0, 0.1);
  interval.narrow(2.0, 0.1);
  interval.narrow(3.0, 0.1);
  EXPECT_NEAR(interval.reach_s(1.0), 2.1, 1e-12);
}

TEST(FeasibleInterval, AnEmptyReachIsNeverNegative) {
  FeasibleInterval interval;
  interval.narrow(1.0, 0.0);
  EXPECT_EQ(interval.reach_s(1.0), 0);
}

}  // namespace
}  // namespace foliot::estimate

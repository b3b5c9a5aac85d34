#include "selection/cluster.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "selection/candidates.hpp"

namespace foliot::selection {
namespace {

using testing::ElementsAre;
using enum SelectionStatus;

struct Clustered {
  std::vector<std::size_t> survivors;
  std::vector<SelectionStatus> statuses;
};

Clustered run_cluster(const std::vector<Candidate>& candidates, const SelectionOptions& options) {
  IndexList survivors = all_of(candidates);
  std::vector<Verdict> verdicts(candidates.size(), Verdict{.slot = 0, .status = candidate});
  cluster(candidates, options, survivors, verdicts);
  return {{survivors.begin(), survivors.end()}, statuses(verdicts)};
}

const std::vector<Candidate> kFiveWithTwoAstray = {source(0, 0.000, 0.01), source(1, 0.0001, 0.01),
                                                   source(2, 0.008, 0.01), source(3, 0.0002, 0.01),
                                                   source(4, -0.004, 0.01)};

TEST(Cluster, CastsOutTheFarthestUntilMinclockAreLeft) {
  const Clustered result = run_cluster(kFiveWithTwoAstray, {});
  EXPECT_THAT(result.survivors, ElementsAre(0, 1, 3));
  EXPECT_THAT(result.statuses, ElementsAre(candidate, candidate, outlier, candidate, outlier));
}

TEST(Cluster, NeverGoesBelowMinclock) {
  const Clustered result = run_cluster(kFiveWithTwoAstray, {.minclock = 4});
  EXPECT_THAT(result.survivors, ElementsAre(0, 1, 3, 4));
  EXPECT_EQ(run_cluster(kFiveWithTwoAstray, {.minclock = 0}).survivors.size(), 1U);
}

TEST(Cluster, StopsWhenSourcesDifferByNoMoreThanTheSteadiestOfThemJitters) {
  std::vector<Candidate> noisy = kFiveWithTwoAstray;
  for (Candidate& one : noisy) one.jitter_s = 0.02;
  EXPECT_EQ(run_cluster(noisy, {}).survivors.size(), 5U);
  noisy[3].jitter_s = 1e-6;
  EXPECT_EQ(run_cluster(noisy, {}).survivors.size(), 3U);
}

TEST(Cluster, NamesThoseBeyondMaxclockExcessAndTheRestOutliers) {
  const Clustered result = run_cluster(kFiveWithTwoAstray, {.maxclock = 4});
  EXPECT_THAT(result.statuses, ElementsAre(candidate, candidate, backup, candidate, outlier));
}

TEST(Cluster, NeverCastsOutAPreferredOrDeclaredSource) {
  for (bool Candidate::*const flag : {&Candidate::prefer, &Candidate::truechimer}) {
    std::vector<Candidate> candidates = kFiveWithTwoAstray;
    candidates[2].*flag = true;
    EXPECT_EQ(run_cluster(candidates, {}).survivors.size(), 5U);
  }
}

TEST(Cluster, CastsOutTheWorseStratumFirst) {
  std::vector<Candidate> candidates = {source(0, 0, 0.01), source(1, 0, 0.01), source(2, 0.003, 0.01),
                                       source(3, -0.003, 0.01)};
  candidates[3].stratum = 9;
  EXPECT_THAT(run_cluster(candidates, {}).survivors, ElementsAre(0, 1, 2));
  candidates[3].stratum = 2;
  candidates[2].stratum = 3;
  EXPECT_THAT(run_cluster(candidates, {}).survivors, ElementsAre(0, 1, 3));
}

TEST(Cluster, AFormerSurvivorIsNotSwappedForAnEqual) {
  std::vector<Candidate> candidates = {source(0, 0, 0.01), source(1, 0, 0.01), source(2, 0.0031, 0.01),
                                       source(3, -0.003, 0.01)};
  EXPECT_THAT(run_cluster(candidates, {}).survivors, ElementsAre(0, 1, 3));
  candidates[2].survived = true;
  EXPECT_THAT(run_cluster(candidates, {}).survivors, ElementsAre(0, 1, 2));
  candidates[2].offset_s = 0.020;
  EXPECT_THAT(run_cluster(candidates, {}).survivors, ElementsAre(0, 1, 3)) << "milder is not blind";
}

TEST(Cluster, AFormerSurvivorStaysWhenItIsBarelyTooFarOff) {
  std::vector<Candidate> candidates = {source(0, 0, 0.01), source(1, 0, 0.01), source(2, 0, 0.01),
                                       source(3, 0.001, 0.01)};
  for (Candidate& one : candidates) one.jitter_s = 0.0009;
  EXPECT_THAT(run_cluster(candidates, {}).survivors, ElementsAre(0, 1, 2));
  candidates[3].survived = true;
  EXPECT_THAT(run_cluster(candidates, {}).survivors, ElementsAre(0, 1, 2, 3));
}

TEST(SelectionJitter, IsTheRmsDistanceToTheOthers) {
  const std::vector<Candidate> candidates = {source(0, 0, 0.01), source(1, 0.003, 0.01), source(2, 0.004, 0.01)};
  EXPECT_NEAR(selection_jitter(candidates, all_of(candidates), 0), 0.0035355, 1e-7);
  IndexList alone;
  alone.push_back(1);
  EXPECT_EQ(selection_jitter(candidates, alone, 1), 0);
}

TEST(PreferenceMetric, LetsStratumGoBeforeDistance) {
  Candidate near = source(0, 0, 0.001);
  Candidate upper = source(1, 0, 1.4);
  near.stratum = 3;
  EXPECT_LT(preference_metric(upper, {}), preference_metric(near, {}));
  near.stratum = 2;
  EXPECT_LT(preference_metric(near, {}), preference_metric(upper, {}));
}

}  // namespace
}  // namespace foliot::selection

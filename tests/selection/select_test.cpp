// Selection as an administrator meets it: sources in, tally codes and one offset out.
#include "selection/select.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "selection/candidates.hpp"

namespace foliot::selection {
namespace {

using testing::Each;
using testing::ElementsAre;
using enum SelectionStatus;

std::vector<SelectionStatus> verdicts_of(const Selection& selection) {
  return statuses({selection.verdicts.begin(), selection.verdicts.end()});
}

Selection run_select(const std::vector<Candidate>& candidates, const SelectionOptions& options = {},
                     std::optional<std::size_t> previous = std::nullopt) {
  return select(candidates, options, previous);
}

TEST(Select, NobodyMeansNoSystem) {
  const Selection selection = run_select({});
  EXPECT_TRUE(selection.verdicts.empty());
  EXPECT_FALSE(selection.system);
}

TEST(Select, OneSourceIsFollowedWithItsOwnDistanceAsBound) {
  const Selection selection = run_select({source(9, 0.25, 0.02)});
  ASSERT_TRUE(selection.system);
  EXPECT_EQ(selection.system->system_peer, 9U);
  EXPECT_EQ(selection.system->offset_s, 0.25);
  EXPECT_NEAR(selection.system->bound_s, 0.02, 1e-12);
  EXPECT_THAT(verdicts_of(selection), ElementsAre(sys_peer));
}

TEST(Select, TwoThatDisagreeAreBothFalsetickersAndNobodyIsFollowed) {
  const Selection selection = run_select({source(0, 0, 0.01), source(1, 1, 0.01)});
  EXPECT_FALSE(selection.system);
  EXPECT_THAT(verdicts_of(selection), Each(falsetick));
}

TEST(Select, OneLiarAmongFourGetsTheCrossAndNoWeight) {
  const Selection selection =
      run_select({source(0, 0.001, 0.01), source(1, 0.1, 0.01), source(2, 0, 0.01), source(3, -0.001, 0.01)});
  EXPECT_THAT(verdicts_of(selection), ElementsAre(sys_peer, falsetick, candidate, candidate));
  EXPECT_EQ(selection.verdicts[1].weight, 0);
  EXPECT_NEAR(selection.system->offset_s, 0, 1e-9);
  EXPECT_NEAR(selection.system->bound_s, 0.009, 1e-9) << "what three of the four have in common";
}

TEST(Select, TheSideThatIsKnownBetterNarrowsTheBoundAndNotTheAgreement) {
  std::vector<Candidate> two = {source(0, 0, 0.01), source(1, 0.015, 0.01)};
  two[0].spare_above_s = 0.008;
  two[1].spare_below_s = 0.001;
  const Selection selection = run_select(two, {.mindist_s = 0.006});
  ASSERT_TRUE(selection.system) << "0 to 0.01 and 0.005 to 0.025 meet";
  const Selection alone = run_select({two[0]});
  EXPECT_NEAR(alone.system->low_s, -0.01, 1e-12);
  EXPECT_NEAR(alone.system->high_s, 0.002, 1e-12);
  EXPECT_NEAR(alone.system->bound_s, 0.01, 1e-12);
}

TEST(Select, MindistLetsSourcesDifferThatClaimTooMuch) {
  const std::vector<Candidate> two = {source(0, 0, 1e-5), source(1, 0.0015, 1e-5)};
  EXPECT_TRUE(run_select(two, {.mindist_s = 0.001}).system);
  EXPECT_FALSE(run_select(two, {.mindist_s = 0.0005}).system);
}

TEST(Select, MindistDoesNotWidenTheBoundOfSourcesThatAgreeWithoutIt) {
  const Selection selection = run_select({source(0, 0, 1e-5), source(1, 1e-6, 1e-5)}, {.mindist_s = 0.001});
  EXPECT_LT(selection.system->bound_s, 1.1e-5);
}

TEST(Select, MinsaneCountsTruechimers) {
  const std::vector<Candidate> four = {source(0, 0, 0.01), source(1, 0, 0.01), source(2, 0, 0.01),
                                       source(3, 0.5, 0.01)};
  EXPECT_TRUE(run_select(four, {.minsane = 3}).system);
  const Selection too_few = run_select(four, {.minsane = 4});
  EXPECT_FALSE(too_few.system);
  EXPECT_THAT(verdicts_of(too_few), ElementsAre(candidate, candidate, candidate, falsetick));
  EXPECT_TRUE(run_select({source(0, 0, 0.01), source(1, 0, 0.01), source(2, 0.004, 0.01), source(3, 0.004, 0.01)},
                         {.minclock = 1, .minsane = 4})
                  .system)
      << "clustering does not make them fewer";
}

TEST(Select, ADeclaredTruechimerIsKeptAgainstTheMajorityAndTheBoundCoversBoth) {
  std::vector<Candidate> candidates = {source(0, 0, 0.01), source(1, 0, 0.01), source(2, 1, 0.01)};
  candidates[2].truechimer = true;
  const Selection selection = run_select(candidates);
  EXPECT_EQ(selection.verdicts[2].status, candidate);
  EXPECT_GT(selection.verdicts[2].weight, 0);
  const SystemOffset& system = *selection.system;
  EXPECT_LE(system.offset_s - system.bound_s, -0.01);
  EXPECT_GE(system.offset_s + system.bound_s, 1.01);
}

TEST(Select, ADeclaredTruechimerDecidesWhereThereIsNoMajority) {
  std::vector<Candidate> candidates = {source(0, 0, 0.01), source(1, 1, 0.01)};
  candidates[1].truechimer = true;
  const Selection selection = run_select(candidates);
  EXPECT_THAT(verdicts_of(selection), ElementsAre(falsetick, sys_peer));
  EXPECT_EQ(selection.system->offset_s, 1);
}

TEST(Select, ThePreferredTruechimerRulesAlone) {
  std::vector<Candidate> candidates = {source(0, 0.001, 0.01), source(1, 0.004, 0.01), source(2, 0, 0.01)};
  candidates[1].prefer = true;
  const Selection selection = run_select(candidates, {}, 0);
  EXPECT_THAT(verdicts_of(selection), ElementsAre(candidate, sys_peer, candidate));
  EXPECT_EQ(selection.system->offset_s, 0.004);
  EXPECT_EQ(selection.verdicts[0].weight, 0);
  EXPECT_EQ(selection.verdicts[1].weight, 1);
}

TEST(Select, APreferredFalsetickerRulesNothing) {
  std::vector<Candidate> candidates = {source(0, 0, 0.01), source(1, 1, 0.01), source(2, 0, 0.01)};
  candidates[1].prefer = true;
  const Selection selection = run_select(candidates);
  EXPECT_THAT(verdicts_of(selection), ElementsAre(sys_peer, falsetick, candidate));
  EXPECT_NEAR(selection.system->offset_s, 0, 1e-12);
}

TEST(Select, ALastResortNeverCompetesAndSpeaksOnlyWhenNobodyElseIsLeft) {
  Candidate local = source(7, 0, 0);
  local.last_resort = true;
  local.stratum = 0;
  const Selection with_server = run_select({local, source(1, 3, 0.4)});
  EXPECT_THAT(verdicts_of(with_server), ElementsAre(reject, sys_peer));
  EXPECT_EQ(with_server.system->offset_s, 3);
  const Selection alone = run_select({local});
  EXPECT_THAT(verdicts_of(alone), ElementsAre(sys_peer));
  EXPECT_EQ(alone.system->system_peer, 7U);
  const Selection after_dispute = run_select({local, source(1, 3, 0.01), source(2, 5, 0.01)});
  EXPECT_THAT(verdicts_of(after_dispute), ElementsAre(sys_peer, falsetick, falsetick));
}

TEST(Select, OnlyTheBestLastResortIsNominated) {
  std::vector<Candidate> resorts = {source(0, 0, 0), source(1, 0, 0)};
  for (Candidate& one : resorts) one.last_resort = true;
  resorts[0].stratum = 10;
  resorts[1].stratum = 5;
  EXPECT_THAT(verdicts_of(run_select(resorts)), ElementsAre(reject, sys_peer));
}

struct PeerCase {
  double rival_distance_s;
  std::uint8_t rival_stratum;
  std::size_t peer;
};

TEST(Select, TheSystemPeerKeepsItsPlaceUnlessAnotherIsClearlyBetter) {
  for (const PeerCase& one : {PeerCase{0.020, 2, 0}, PeerCase{0.015, 2, 0}, PeerCase{0.012, 2, 1},
                              PeerCase{0.020, 1, 1}, PeerCase{0.001, 3, 0}}) {
    std::vector<Candidate> candidates = {source(0, 0, 0.020), source(1, 0, one.rival_distance_s)};
    candidates[1].stratum = one.rival_stratum;
    EXPECT_EQ(run_select(candidates, {}, 0).system->system_peer, one.peer) << one.rival_distance_s;
  }
}

TEST(Select, WithoutAFormerPeerTheBestStratumThenTheNearestLeads) {
  std::vector<Candidate> candidates = {source(0, 0, 0.020), source(1, 0, 0.019), source(2, 0, 0.1)};
  EXPECT_EQ(run_select(candidates).system->system_peer, 1U);
  EXPECT_EQ(run_select(candidates, {}, 55).system->system_peer, 1U) << "the former peer is gone";
  candidates[2].stratum = 1;
  EXPECT_EQ(run_select(candidates).system->system_peer, 2U);
}

TEST(Select, ASourceWithAbsurdNumbersIsRejectedAndHarmsNobody) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const auto& bad : {source(1, nan, 0.01), source(1, kInfinity, 0.01), source(1, 0, nan), source(1, 0, kInfinity),
                          source(1, 0, -1), source(1, 1e300, 0.01), source(1, 0, 1e300)}) {
    const Selection selection = run_select({source(0, 0.5, 0.01), bad});
    EXPECT_THAT(verdicts_of(selection), ElementsAre(sys_peer, reject));
    EXPECT_EQ(selection.system->offset_s, 0.5);
  }
}

TEST(Select, TakesNoMoreCandidatesThanItHasRoomFor) {
  std::vector<Candidate> many;
  for (std::size_t slot = 0; slot < kMaxCandidates + 5; ++slot) many.push_back(source(slot, 0, 0.01));
  const Selection selection = run_select(many);
  EXPECT_EQ(selection.verdicts.size(), kMaxCandidates);
  EXPECT_TRUE(selection.system);
}

}  // namespace
}  // namespace foliot::selection

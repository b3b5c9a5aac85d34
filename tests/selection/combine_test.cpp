#include "selection/combine.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/rng.hpp"
#include "selection/candidates.hpp"

namespace foliot::selection {
namespace {

constexpr OffsetRange kEverywhere{-10, 10};

struct Combined {
  SystemOffset system;
  std::vector<Verdict> verdicts;
};

Combined run_combine(const std::vector<Candidate>& candidates, OffsetRange trusted = kEverywhere,
                     std::size_t peer = 0) {
  std::vector<Verdict> verdicts(candidates.size());
  const SystemOffset system = combine(candidates, all_of(candidates), peer, trusted, verdicts);
  return {system, verdicts};
}

TEST(Combine, EqualsMeetInTheMiddle) {
  const Combined result = run_combine({source(4, 0.002, 0.02), source(7, 0.004, 0.02)});
  EXPECT_NEAR(result.system.offset_s, 0.003, 1e-12);
  EXPECT_NEAR(result.system.offset_sd_s, 1e-5 / std::sqrt(2.0), 1e-12);
  EXPECT_EQ(result.system.system_peer, 4U);
  EXPECT_NEAR(result.verdicts[0].weight, 0.5, 1e-12);
}

TEST(Combine, TheSteadierSourceDominates) {
  std::vector<Candidate> candidates = {source(0, 0, 0.002), source(1, 0.001, 0.002)};
  candidates[1].offset_sd_s = 1e-3;
  const Combined result = run_combine(candidates);
  EXPECT_GT(result.verdicts[0].weight, 0.98);
  EXPECT_GT(result.verdicts[1].weight, 0);
}

TEST(Combine, ANearSourceIsNotDraggedByFarOnes) {
  const Combined result =
      run_combine({source(0, 0, 2e-4), source(1, 0.002, 0.02), source(2, 0.003, 0.02), source(3, 0.001, 0.02)});
  EXPECT_LT(result.system.offset_s, 2e-6);
}

TEST(Combine, SharesAddUpToOne) {
  base::SeededRng rng(5);
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < 12; ++i) candidates.push_back(source(i, rng.next_unit(), rng.next_unit()));
  double sum = 0;
  for (const Verdict& verdict : run_combine(candidates).verdicts) sum += verdict.weight;
  EXPECT_NEAR(sum, 1, 1e-12);
}

TEST(Combine, DoesNotHopWhenTheSystemPeerChanges) {
  const std::vector<Candidate> candidates = {source(0, 0.001, 0.02), source(1, 0.005, 0.03), source(2, 0.002, 0.01)};
  const double first_s = run_combine(candidates, kEverywhere, 0).system.offset_s;
  for (const std::size_t peer : {1U, 2U}) {
    EXPECT_NEAR(run_combine(candidates, kEverywhere, peer).system.offset_s, first_s, 1e-12);
  }
}

TEST(Combine, JitterJoinsScatterBetweenSourcesAndWithinThePeer) {
  std::vector<Candidate> candidates = {source(0, 0, 0.02), source(1, 0.004, 0.02)};
  candidates[0].jitter_s = 0.001;
  EXPECT_NEAR(run_combine(candidates).system.jitter_s, std::sqrt(0.004 * 0.004 / 2 + 1e-6), 1e-9);
}

TEST(Combine, StaysWithinTheTrustedRangeAndBoundsItsFarEnd) {
  const Combined inside = run_combine({source(0, 0.5, 0.02)}, {0.2, 0.6});
  EXPECT_EQ(inside.system.offset_s, 0.5);
  EXPECT_DOUBLE_EQ(inside.system.bound_s, 0.3);
  const Combined outside = run_combine({source(0, 0.9, 0.02)}, {0.2, 0.6});
  EXPECT_EQ(outside.system.offset_s, 0.6);
  EXPECT_DOUBLE_EQ(outside.system.bound_s, 0.4);
}

TEST(CombiningWeight, IsFiniteEvenWithoutAnyDoubt) {
  Candidate perfect = source(0, 0, 0);
  perfect.offset_sd_s = 0;
  EXPECT_TRUE(std::isfinite(combining_weight(perfect)));
  EXPECT_GT(combining_weight(perfect), combining_weight(source(0, 0, 0)));
}

}  // namespace
}  // namespace foliot::selection

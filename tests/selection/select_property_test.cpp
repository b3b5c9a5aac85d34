// What must hold in any world: liars in the minority never steer, and the bound is honest.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/rng.hpp"
#include "selection/candidates.hpp"
#include "selection/intersect.hpp"
#include "selection/select.hpp"

namespace foliot::selection {
namespace {

constexpr std::uint64_t kFirstSeed = 20'250'101;
constexpr int kWorlds = 5000;

double between(base::Rng& rng, double low, double high) {
  return low + (high - low) * rng.next_unit();
}

/// Some sources whose ranges hold `truth_s`, and fewer that may claim anything.
struct World {
  double truth_s = 0;
  std::vector<Candidate> candidates;
  OffsetRange truthful;  ///< union of the ranges of the truthful
};

Candidate random_source(base::Rng& rng, std::size_t slot, double offset_s, double distance_s) {
  Candidate candidate = source(slot, offset_s, distance_s);
  candidate.jitter_s = std::pow(10, between(rng, -6, -2));
  candidate.offset_sd_s = std::pow(10, between(rng, -7, -2));
  candidate.stratum = static_cast<std::uint8_t>(1 + rng.next_u64() % 5);
  candidate.survived = rng.next_u64() % 2 == 0;
  return candidate;
}

World random_world(base::Rng& rng) {
  World world;
  world.truth_s = between(rng, -1, 1);
  world.truthful = {world.truth_s, world.truth_s};
  const std::size_t count = 1 + rng.next_u64() % 12;
  const std::size_t liars = rng.next_u64() % ((count + 1) / 2);
  const double conspiracy_s = world.truth_s + between(rng, -0.3, 0.3);
  for (std::size_t slot = 0; slot < count; ++slot) {
    const double distance_s = std::pow(10, between(rng, -4, -0.5));
    const bool lies = slot < liars;
    const bool in_concert = rng.next_u64() % 2 == 0;
    const double lie_s = in_concert ? conspiracy_s : world.truth_s + between(rng, -1, 1);
    // A truthful source may be off by all of its distance, one way or the other.
    const double honest_s = world.truth_s + distance_s * between(rng, -0.999, 0.999);
    world.candidates.push_back(random_source(rng, slot, lies ? lie_s : honest_s, distance_s));
    if (!lies) world.truthful = hull(world.truthful, {honest_s - distance_s, honest_s + distance_s});
  }
  for (std::size_t i = count; i > 1; --i) std::swap(world.candidates[i - 1], world.candidates[rng.next_u64() % i]);
  return world;
}

template <class Check>
void for_each_world(Check check) {
  for (int i = 0; i < kWorlds; ++i) {
    const std::uint64_t seed = kFirstSeed + static_cast<std::uint64_t>(i);
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    base::SeededRng rng(seed);
    const World world = random_world(rng);
    check(world, rng);
    if (testing::Test::HasFailure()) return;
  }
}

TEST(SelectProperty, AMinorityOfLiarsNeverSteersOutsideTheTruthfulRanges) {
  for_each_world([](const World& world, base::Rng& rng) {
    std::vector<Candidate> candidates = world.candidates;
    if (rng.next_u64() % 4 == 0) candidates[rng.next_u64() % candidates.size()].prefer = true;
    const auto system = select(candidates, {.mindist_s = 0}, rng.next_u64() % candidates.size()).system;
    ASSERT_TRUE(system) << "the truthful have the majority";
    EXPECT_TRUE(world.truthful.contains(system->offset_s));
  });
}

TEST(SelectProperty, TheTruthLiesWithinTheBoundWhileAMajorityIsTruthful) {
  for_each_world([](const World& world, base::Rng&) {
    const auto system = select(world.candidates, {}, std::nullopt).system;
    ASSERT_TRUE(system);
    EXPECT_LE(std::abs(world.truth_s - system->offset_s), system->bound_s * (1 + 1e-9));
  });
}

TEST(SelectProperty, TheBoundIsNoWiderThanTheTruthfulRangesTogether) {
  for_each_world([](const World& world, base::Rng&) {
    const auto system = select(world.candidates, {}, std::nullopt).system;
    ASSERT_TRUE(system);
    EXPECT_LE(system->bound_s, (world.truthful.high_s - world.truthful.low_s) * (1 + 1e-9));
  });
}

TEST(SelectProperty, ASourceFarFromAllTruthfulOnesIsAFalseticker) {
  for_each_world([](const World& world, base::Rng&) {
    const Selection selection = select(world.candidates, {.mindist_s = 0}, std::nullopt);
    for (std::size_t i = 0; i < world.candidates.size(); ++i) {
      const Candidate& one = world.candidates[i];
      const OffsetRange range{one.offset_s - one.root_distance_s, one.offset_s + one.root_distance_s};
      if (range.overlaps(world.truthful)) continue;
      EXPECT_EQ(selection.verdicts[i].status, SelectionStatus::falsetick);
      EXPECT_EQ(selection.verdicts[i].weight, 0);
    }
  });
}

TEST(SelectProperty, TheOrderOfCandidatesDoesNotMatterToTheOffset) {
  for_each_world([](const World& world, base::Rng&) {
    std::vector<Candidate> reversed(world.candidates.rbegin(), world.candidates.rend());
    const auto forward = select(world.candidates, {}, std::nullopt).system;
    const auto backward = select(reversed, {}, std::nullopt).system;
    ASSERT_EQ(forward.has_value(), backward.has_value());
    if (forward) {
      EXPECT_NEAR(forward->offset_s, backward->offset_s, 1e-9);
    }
  });
}

TEST(SelectProperty, AnyFlagsAndOptionsGiveAConsistentAnswer) {
  for_each_world([](const World& world, base::Rng& rng) {
    std::vector<Candidate> candidates = world.candidates;
    for (Candidate& one : candidates) {
      one.truechimer = rng.next_u64() % 8 == 0;
      one.prefer = rng.next_u64() % 8 == 0;
      one.last_resort = rng.next_u64() % 8 == 0;
    }
    SelectionOptions options;
    options.minclock = static_cast<int>(rng.next_u64() % 8) - 1;
    options.maxclock = static_cast<int>(rng.next_u64() % 8) - 1;
    options.minsane = static_cast<int>(rng.next_u64() % 4) - 1;
    const Selection selection = select(candidates, options, std::nullopt);
    ASSERT_EQ(selection.verdicts.size(), candidates.size());
    double weights = 0;
    for (const Verdict& verdict : selection.verdicts) weights += verdict.weight;
    EXPECT_NEAR(weights, selection.system ? 1 : 0, 1e-9);
    EXPECT_EQ(std::ranges::count(selection.verdicts, SelectionStatus::sys_peer, &Verdict::status),
              selection.system ? 1 : 0);
    if (selection.system) {
      EXPECT_GE(selection.system->bound_s, 0);
    }
  });
}

TEST(SelectProperty, CombiningBeatsTheBestSourceAloneAndDoesNotHop) {
  base::SeededRng rng(kFirstSeed);
  std::vector<Candidate> candidates = {source(0, 0, 0.02), source(1, 0, 0.02), source(2, 0, 0.02),
                                       source(3, 0.1, 0.02)};
  for (Candidate& one : candidates) one.offset_sd_s = 1e-4;
  double combined_sum = 0;
  double single_sum = 0;
  std::optional<std::size_t> peer;
  for (int round = 0; round < 4000; ++round) {
    for (std::size_t i = 0; i < 3; ++i) {
      candidates[i].offset_s = between(rng, -1.7e-4, 1.7e-4);
      candidates[i].root_distance_s = between(rng, 0.018, 0.022);
    }
    const Selection selection = select(candidates, {}, peer);
    ASSERT_TRUE(selection.system);
    EXPECT_EQ(selection.system->system_peer, peer.value_or(selection.system->system_peer)) << "round " << round;
    peer = selection.system->system_peer;
    combined_sum += selection.system->offset_s * selection.system->offset_s;
    single_sum += candidates[0].offset_s * candidates[0].offset_s;
  }
  EXPECT_LT(std::sqrt(combined_sum / single_sum), 0.6) << "1/sqrt(3) is the best there is";
}

}  // namespace
}  // namespace foliot::selection

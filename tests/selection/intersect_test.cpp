// Intersection against hand-made ranges and against a slow count of every point.
#include "selection/intersect.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/rng.hpp"

namespace foliot::selection {
namespace {

using Ranges = std::vector<OffsetRange>;

struct Case {
  std::string name;
  Ranges ranges;
  std::optional<OffsetRange> agreed;
};

class AgreementTable : public testing::TestWithParam<Case> {};

TEST_P(AgreementTable, IsTheRangeOfTheLargestMajority) {
  EXPECT_EQ(agreement(GetParam().ranges), GetParam().agreed);
}

INSTANTIATE_TEST_SUITE_P(
    All, AgreementTable,
    testing::Values(Case{"Nobody", {}, std::nullopt}, Case{"OneSourceAgreesWithItself", {{-1, 3}}, OffsetRange{-1, 3}},
                    Case{"TwoThatOverlap", {{0, 4}, {1, 5}}, OffsetRange{1, 4}},
                    Case{"TwoThatTouchShareAPoint", {{0, 2}, {2, 4}}, OffsetRange{2, 2}},
                    Case{"TwoThatDisagreeHaveNoMajority", {{0, 1}, {2, 3}}, std::nullopt},
                    Case{"ThreeWithOneLiar", {{0, 4}, {1, 5}, {90, 91}}, OffsetRange{1, 4}},
                    Case{"ThreeThatAllDisagree", {{0, 1}, {2, 3}, {4, 5}}, std::nullopt},
                    Case{"TwoAgainstTwoIsNoMajority", {{0, 1}, {0, 1}, {5, 6}, {5, 6}}, std::nullopt},
                    Case{"ThreeAgainstTwo", {{0, 3}, {1, 4}, {2, 5}, {50, 60}, {51, 61}}, OffsetRange{2, 3}},
                    Case{"PointsAreRanges", {{1, 1}, {1, 1}, {2, 2}}, OffsetRange{1, 1}}),
    [](const auto& tested) { return tested.param.name; });

TEST(Agreement, MoreMidpointsOutsideThanFalsetickersWidensIt) {
  // All three share [4, 5] but no midpoint lies there. With one falseticker allowed two cover [0, 9], and only the
  // midpoint of the last lies outside.
  const Ranges ranges = {{0, 5}, {0, 9}, {4, 22}};
  EXPECT_EQ(agreement(ranges), (OffsetRange{0, 9}));
}

TEST(Agreement, TruthfulEndsThatBarelyMeetStillAgree) {
  const Ranges opposite_asymmetry = {{0, 20}, {19, 39}};
  EXPECT_EQ(agreement(opposite_asymmetry), (OffsetRange{19, 20}));
}

TEST(CoveredBy, SpansAllPointsOfThatDepth) {
  const Ranges ranges = {{0, 4}, {3, 6}, {5, 9}};
  EXPECT_EQ(covered_by(ranges, 1), (OffsetRange{0, 9}));
  EXPECT_EQ(covered_by(ranges, 2), (OffsetRange{3, 6}));
  EXPECT_EQ(covered_by(ranges, 3), std::nullopt);
}

TEST(CoveredBy, EqualsACountOfEveryPoint) {
  base::SeededRng rng(11);
  for (int round = 0; round < 500; ++round) {
    Ranges ranges;
    const std::size_t count = 1 + rng.next_u64() % 9;
    for (std::size_t i = 0; i < count; ++i) {
      const auto low = static_cast<double>(rng.next_u64() % 20);
      ranges.push_back({low, low + static_cast<double>(rng.next_u64() % 10)});
    }
    const std::size_t least = 1 + rng.next_u64() % count;
    std::optional<OffsetRange> counted;
    for (double point = 0; point <= 30; ++point) {
      const auto depth = std::ranges::count_if(ranges, [&](const auto& range) { return range.contains(point); });
      if (static_cast<std::size_t>(depth) < least) continue;
      if (!counted) counted = OffsetRange{point, point};
      counted->high_s = point;
    }
    ASSERT_EQ(covered_by(ranges, least), counted) << "round " << round << " of seed 11";
  }
}

TEST(CoveredBy, HoldsAsManyRangesAsThereCanBeCandidates) {
  const Ranges ranges(kMaxCandidates, OffsetRange{-1, 1});
  EXPECT_EQ(covered_by(ranges, kMaxCandidates), (OffsetRange{-1, 1}));
  EXPECT_EQ(agreement(ranges), (OffsetRange{-1, 1}));
}

TEST(OffsetRange, HullHoldsBoth) {
  EXPECT_EQ(hull({0, 1}, {5, 6}), (OffsetRange{0, 6}));
  EXPECT_EQ(hull({0, 9}, {5, 6}), (OffsetRange{0, 9}));
}

}  // namespace
}  // namespace foliot::selection

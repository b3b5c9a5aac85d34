#include "engine/jump_vote.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <vector>

namespace foliot::engine {
namespace {

constexpr MonoTime kNow = MonoTime::from_nanoseconds(1'000'000'000);
constexpr MonoTime kLate = MonoTime::from_nanoseconds(17'100'000'000);

JumpVote vote(std::size_t voters, const std::vector<JumpEvidence>& evidence, int rounds = 1) {
  JumpVote made;
  made.begin(voters, rounds, kNow);
  for (std::size_t slot = 0; slot < evidence.size(); ++slot) made.add(slot, evidence[slot]);
  return made;
}

TEST(JumpVote, GoesWithMoreThanHalfOfAllThatAreAsked) {
  struct Case {
    std::size_t voters;
    std::vector<JumpEvidence> evidence;
    std::optional<double> expected;
  };
  const JumpEvidence same{0.001, 0.005};
  const std::vector<Case> cases{
      {3, {}, std::nullopt},
      {1, {same}, 0.0},
      {1, {{600, 0.005}}, 600.0},
      {2, {{600, 0.005}}, std::nullopt},
      {3, {{600, 0.005}}, std::nullopt},
      {3, {{600, 0.005}, {600.004, 0.002}}, 600.004},
      {3, {{600, 0.005}, same}, std::nullopt},
      {3, {{600, 0.005}, same, same}, 0.0},
      {4, {{600, 0.005}, {600, 0.005}, same, same}, std::nullopt},
      {3, {{600, 0.005}, {-3, 0.005}, {5, 0.005}}, std::nullopt},
  };
  for (const Case& c : cases) EXPECT_EQ(vote(c.voters, c.evidence).verdict(kNow), c.expected) << c.evidence.size();
}

TEST(JumpVote, DoesNotWaitForTheDeaf) {
  const JumpVote silent = vote(5, {{600, 0.005}, {600, 0.01}});
  EXPECT_EQ(silent.verdict(kNow), std::nullopt);
  EXPECT_EQ(silent.verdict(kLate), 600);
  EXPECT_EQ(vote(5, {}).verdict(kLate), std::nullopt) << "nobody has answered";
}

TEST(JumpVote, KnowsThatSomethingHappenedWhenMostSaySoThoughNoTwoAgreeOnHowMuch) {
  const JumpEvidence same{0.001, 0.005};
  EXPECT_EQ(vote(3, {{758.978, 0.014}, {759, 0.006}}).verdict(kNow), std::nullopt);
  EXPECT_EQ(vote(3, {{758.978, 0.014}, {759, 0.006}}).verdict(kLate), 759) << "they drifted apart, the third is silent";
  EXPECT_EQ(vote(3, {{600, 0.005}, {-3, 0.004}, same}).verdict(kLate), -3);
  EXPECT_EQ(vote(2, {{600, 0.005}, same}).verdict(kLate), 0) << "one alone is not believed";
  EXPECT_EQ(vote(4, {{600, 0.005}, {-3, 0.005}, same, {0.01, 0.015}}).verdict(kLate), 0) << "nor two of four";
}

TEST(JumpVote, HearsOneAloneOnlyWhenItSaysTheSameAgain) {
  JumpVote alone = vote(1, {{600, 0.005}}, 3);
  EXPECT_EQ(alone.verdict(kNow), std::nullopt);
  alone.add(0, {600, 0.005});
  alone.add(0, {601, 0.005});
  alone.add(0, {601, 0.005});
  EXPECT_EQ(alone.verdict(kNow), std::nullopt);
  alone.add(0, {601.001, 0.005});
  EXPECT_EQ(alone.verdict(kNow), 601.001);
}

TEST(JumpVote, SuspectsTheWorstUntilMostSayThatNothingHappened) {
  JumpVote open = vote(3, {{-600, 0.5}});
  EXPECT_DOUBLE_EQ(open.suspected_s(), 600.5);
  open.add(1, {0, 0.5});
  EXPECT_DOUBLE_EQ(open.suspected_s(), 600.5);
  open.add(2, {0, 0.5});
  EXPECT_DOUBLE_EQ(open.suspected_s(), 0);
  open = vote(3, {{-600, 0.5}});
  open.end();
  EXPECT_DOUBLE_EQ(open.suspected_s(), 0);
}

}  // namespace
}  // namespace foliot::engine

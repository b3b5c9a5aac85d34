#include "engine/crop_verdict.hpp"

#include <gtest/gtest.h>

#include "base/rng.hpp"

namespace foliot::engine {
namespace {

constexpr double kDelay_s = 0.02;
constexpr FollowedTime kRight{.offset_s = 0, .bound_s = 0.01};

/// `honest` servers around zero and `liars` that are off by `lie_s`.
std::vector<CropAnswer> crop(int honest, int liars, double lie_s, double delay_s = kDelay_s) {
  std::vector<CropAnswer> answers;
  for (int i = 0; i < honest; ++i) answers.push_back({0.002 * i - 0.001 * honest, delay_s});
  for (int i = 0; i < liars; ++i) answers.push_back({lie_s, delay_s});
  return answers;
}

TEST(CropVerdict, JudgesByTheMiddleThird) {
  struct Case {
    const char* what;
    std::vector<CropAnswer> answers;
    std::size_t asked;
    double followed_s;
    CropFinding finding;
  };
  const Case cases[] = {
      {"all agree", crop(12, 0, 0), 12, 0, CropFinding::agrees},
      {"within our bound and the margins", crop(12, 0, 0), 12, 0.058, CropFinding::agrees},
      {"beyond them", crop(12, 0, 0), 12, 0.063, CropFinding::disagrees},
      {"beyond them on the other side", crop(12, 0, 0), 12, -0.063, CropFinding::disagrees},
      {"a third may lie", crop(8, 4, 10), 12, 0, CropFinding::agrees},
      {"a third may lie to cover for us", crop(8, 4, 10), 12, 10, CropFinding::disagrees},
      {"half of them is too much to say", crop(6, 6, 10), 12, 0, CropFinding::scattered},
      {"two thirds of them can stop us", crop(4, 8, 10), 12, 0, CropFinding::disagrees},
      {"half of those asked is enough", crop(6, 0, 0), 12, 0, CropFinding::agrees},
      {"less is not", crop(5, 0, 0), 12, 0, CropFinding::too_few},
      {"two have no middle", crop(2, 0, 0), 3, 0, CropFinding::too_few},
      {"nobody", {}, 12, 0, CropFinding::too_few},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(judge_crop(c.answers, c.asked, {c.followed_s, 0.01}).finding, c.finding) << c.what;
  }
}

TEST(CropVerdict, DoesNotSellRoomForALieToLargeBounds) {
  EXPECT_EQ(judge_crop(crop(12, 0, 0), 12, {0.2, 1.4}).finding, CropFinding::disagrees);
}

TEST(CropVerdict, ForgivesABusyLine) {
  std::vector<CropAnswer> answers;
  for (int i = 0; i < 12; ++i) answers.push_back({-0.15, 0.3});  // everything waits 300 ms on its way out
  EXPECT_EQ(judge_crop(answers, 12, kRight).finding, CropFinding::agrees);
  for (CropAnswer& answer : answers) answer.offset_s = -0.3;
  EXPECT_EQ(judge_crop(answers, 12, kRight).finding, CropFinding::disagrees)
      << "half the round trip is all it explains";
}

TEST(CropVerdict, CannotBeMovedByLessThanAThird) {
  base::SeededRng rng(1);
  for (int round = 0; round < 20'000; ++round) {
    const int asked = 3 + static_cast<int>(rng.next_u64() % 30);
    const int liars = static_cast<int>(rng.next_u64() % static_cast<std::uint64_t>(asked / 3 + 1));
    std::vector<CropAnswer> answers;
    for (int i = 0; i < asked - liars; ++i) answers.push_back({0.02 * (rng.next_unit() - 0.5), kDelay_s});
    for (int i = 0; i < liars; ++i) answers.push_back({4 * (rng.next_unit() - 0.5), rng.next_unit()});
    const auto verdict = judge_crop(answers, answers.size(), kRight);
    EXPECT_EQ(verdict.finding, CropFinding::agrees) << "seed 1, round " << round;
    EXPECT_LE(std::abs(verdict.offset_s), 0.01);
  }
}

}  // namespace
}  // namespace foliot::engine

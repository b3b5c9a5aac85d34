#include "sim/path.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace foliot::sim {
namespace {

constexpr std::uint64_t kSeed = 4711;
constexpr int kDraws = 20'000;

PathModel quiet() {
  PathModel path;
  path.up_s = 0.010;
  path.down_s = 0.020;
  path.jitter_up = path.jitter_down = JitterModel{};
  return path;
}

struct Moments {
  double mean = 0;
  double deviation = 0;
  double least = 1e9;
};

Moments moments_of(const JitterModel& jitter) {
  Draws draws(kSeed);
  Moments result;
  double square_sum = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double value = draw(jitter, draws);
    result.mean += value / kDraws;
    square_sum += value * value / kDraws;
    result.least = std::min(result.least, value);
  }
  result.deviation = std::sqrt(square_sum - result.mean * result.mean);
  return result;
}

TEST(Jitter, HasTheMomentsOfItsDistribution) {
  const Moments exp = moments_of(exponential(1e-3));
  EXPECT_NEAR(exp.mean, 1e-3, 3e-5) << "seed " << kSeed;
  EXPECT_GE(exp.least, 0);
  const Moments gauss = moments_of({.kind = JitterKind::gaussian, .scale_s = 1e-3});
  EXPECT_NEAR(gauss.mean, 0, 3e-5);
  EXPECT_NEAR(gauss.deviation, 1e-3, 3e-5);
  const Moments mix = moments_of({.kind = JitterKind::mix, .scale_s = 1e-3, .share = 0.1, .tail_s = 1e-2});
  EXPECT_NEAR(mix.mean, 2e-3, 1.5e-4);
  const Moments two = moments_of({.kind = JitterKind::bimodal, .scale_s = 0, .share = 0.3, .tail_s = 1e-3});
  EXPECT_NEAR(two.mean, 3e-4, 2e-5);
  const Moments pareto = moments_of({.kind = JitterKind::pareto, .scale_s = 1e-3, .shape = 3});
  EXPECT_NEAR(pareto.mean, 5e-4, 5e-5);
  EXPECT_GE(pareto.least, 0);
}

TEST(Path, HasItsOwnDelayInEachDirection) {
  Draws draws(kSeed);
  EXPECT_DOUBLE_EQ(*transit_s(quiet(), Direction::up, 0, draws), 0.010);
  EXPECT_DOUBLE_EQ(*transit_s(quiet(), Direction::down, 0, draws), 0.020);
}

TEST(Path, IsNeverFasterThanAWire) {
  PathModel path = quiet();
  path.up_s = 0;
  path.jitter_up = {.kind = JitterKind::gaussian, .scale_s = 1};
  Draws draws(kSeed);
  for (int i = 0; i < 100; ++i) EXPECT_GE(*transit_s(path, Direction::up, 0, draws), 1e-7);
}

TEST(Path, IsCongestedInItsWindowAndDirectionOnly) {
  PathModel path = quiet();
  path.congestions.push_back({.window = {.start_s = 100, .length_s = 10, .every_s = 50},
                              .extra_s = 1,
                              .jitter = {},
                              .up = false,
                              .down = true});
  Draws draws(kSeed);
  EXPECT_NEAR(*transit_s(path, Direction::down, 99, draws), 0.02, 1e-9);
  EXPECT_NEAR(*transit_s(path, Direction::down, 100, draws), 1.02, 1e-9);
  EXPECT_NEAR(*transit_s(path, Direction::down, 155, draws), 1.02, 1e-9);
  EXPECT_NEAR(*transit_s(path, Direction::down, 165, draws), 0.02, 1e-9);
  EXPECT_NEAR(*transit_s(path, Direction::up, 105, draws), 0.01, 1e-9);
}

TEST(Path, LosesItsShareAndEverythingInAnOutage) {
  PathModel path = quiet();
  path.loss = 0.3;
  path.outages.push_back({.start_s = 1000, .length_s = 10, .every_s = 0});
  Draws draws(kSeed);
  int lost = 0;
  for (int i = 0; i < kDraws; ++i) lost += transit_s(path, Direction::up, 0, draws) ? 0 : 1;
  EXPECT_NEAR(lost, 0.3 * kDraws, 300) << "seed " << kSeed;
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(transit_s(path, Direction::up, 1005, draws));
}

}  // namespace
}  // namespace foliot::sim

// PathModel: base round trip, scatter and direction of the queues.
#include "estimate/path_model.hpp"

#include <gtest/gtest.h>

#include "estimate/simulated_source.hpp"

namespace foliot::estimate {
namespace {

constexpr double kBase_s = 20e-3;
constexpr double kPrecision_s = 1e-7;

// Exchanges every 64 s; both directions queue exponentially.
void exchange(PathModel& path, testing::Dice& dice, int count, double up_s, double down_s) {
  for (int i = 0; i < count; ++i) {
    const double up = dice.exponential(up_s);
    const double down = dice.exponential(down_s);
    path.add_delay(i * 64.0, kBase_s + up + down, kPrecision_s);
    path.add_innovation((up - down) / 2);
  }
}

TEST(PathModel, FindsTheLeastRoundTrip) {
  PathModel path;
  testing::Dice dice(1);
  exchange(path, dice, 500, 1e-3, 1e-3);
  EXPECT_GE(path.base_s(), kBase_s);
  EXPECT_LT(path.base_s(), kBase_s + 0.3e-3);
}

TEST(PathModel, RemembersTheLeastThroughTwelveHoursOfCongestion) {
  PathModel path;
  for (int i = 0; i < 3; ++i) path.add_delay(i, kBase_s, kPrecision_s);
  for (int i = 1; i < 43000 / 16; ++i) path.add_delay(i * 16.0, kBase_s + 5e-3, kPrecision_s);
  EXPECT_EQ(path.base_s(), kBase_s);
}

TEST(PathModel, BelievesALongerPathAfterTwoDays) {
  PathModel path;
  for (int i = 0; i < 3; ++i) path.add_delay(i, kBase_s, kPrecision_s);
  for (int i = 1; i < 172800 / 64; ++i) path.add_delay(i * 64.0, kBase_s + 5e-3, kPrecision_s);
  EXPECT_EQ(path.base_s(), kBase_s + 5e-3);
}

TEST(PathModel, KeepsTheLeastOfTooFewSamplesHoweverOld) {
  PathModel path;
  for (int i = 0; i < 3; ++i) path.add_delay(i, kBase_s, kPrecision_s);
  for (int i = 1; i < 90; ++i) path.add_delay(i * 4096.0, kBase_s + 5e-3, kPrecision_s);
  EXPECT_EQ(path.base_s(), kBase_s);
}

TEST(PathModel, AnImpossiblyShortRoundTripIsNoBase) {
  PathModel path;
  testing::Dice dice(6);
  exchange(path, dice, 100, 1e-4, 1e-4);
  for (const double delay_s : {0.0, kBase_s / 2}) {
    path.add_delay(6500, delay_s, kPrecision_s);
    EXPECT_GE(path.base_s(), kBase_s);
    EXPECT_TRUE(path.is_stray(delay_s));
    EXPECT_FALSE(path.is_stray(kBase_s + 1e-4));
  }
}

TEST(PathModel, AShorterPathIsBelievedAtTheThirdRoundTrip) {
  PathModel path;
  testing::Dice dice(7);
  exchange(path, dice, 100, 1e-4, 1e-4);
  for (int i = 0; i < 3; ++i) {
    EXPECT_GE(path.base_s(), kBase_s);
    path.add_delay(6500 + i, kBase_s / 2 + i * 1e-5, kPrecision_s);
  }
  EXPECT_EQ(path.base_s(), kBase_s / 2);
}

TEST(PathModel, MeasuresTheTypicalExcess) {
  PathModel path;
  testing::Dice dice(2);
  exchange(path, dice, 500, 1e-3, 1e-3);
  EXPECT_NEAR(path.excess_s(), 1.68e-3, 0.7e-3);  // the median of the sum of two exponentials of 1 ms
}

TEST(PathModel, KeepsAQuietScaleWhenHalfOfTheTripsAreCongested) {
  PathModel path;
  testing::Dice dice(3);
  for (int i = 0; i < 500; ++i) {
    const double rare_s = dice.unit() < 0.5 ? 2e-3 : 0;
    path.add_delay(i * 64.0, kBase_s + rare_s + dice.exponential(2e-5), kPrecision_s);
    path.add_innovation(rare_s / 2);
  }
  EXPECT_LT(path.excess_s(), 1e-4);
}

TEST(PathModel, GuessesTheScatterOfANewPath) {
  PathModel path;
  path.add_delay(0, kBase_s, kPrecision_s);
  EXPECT_GT(path.excess_s(), 0.2e-3);
  EXPECT_LT(path.excess_s(), 4e-3);
}

TEST(PathModel, KnowsTheNoiseOfNormalJitter) {
  PathModel path;
  testing::Dice dice(4);
  for (int i = 0; i < 500; ++i) {
    path.add_delay(i * 64.0, kBase_s + dice.normal(1e-4) + dice.normal(1e-4), kPrecision_s);
    path.add_innovation(0);
  }
  EXPECT_NEAR(path.normal_noise_s(), 1e-4 / std::sqrt(2.0), 2.5e-5);
}

TEST(PathModel, TellsWhichDirectionQueues) {
  struct Case {
    double up_s, down_s, low, high;
  };
  for (const Case& queue : {Case{1e-3, 1e-4, 3e3, 2e4}, Case{1e-4, 1e-3, -2e4, -3e3}, Case{1e-3, 1e-3, -8e2, 8e2}}) {
    PathModel path;
    testing::Dice dice(5);
    exchange(path, dice, 300, queue.up_s, queue.down_s);
    EXPECT_GT(path.tilt(), queue.low);
    EXPECT_LT(path.tilt(), queue.high);
  }
}

TEST(PathModel, TheBoxIsHalfTheExcess) {
  PathModel path;
  testing::Dice dice(6);
  exchange(path, dice, 500, 1e-4, 1e-4);
  const PathError error = path.error_of(path.base_s() + 2e-3);
  EXPECT_NEAR(error.half_width_s, 1e-3, 1e-5);
  EXPECT_EQ(error.bias_s, 0);
  EXPECT_LT(error.unusual_half_width_s, error.half_width_s);
}

TEST(PathModel, TakesALongerRouteForADetour) {
  PathModel path;
  testing::Dice dice(7);
  exchange(path, dice, 300, 1e-4, 1e-4);
  const double from_s = 300 * 64.0;
  for (int i = 0; i < 20; ++i) {
    const double excess_s = 4e-3 + dice.exponential(1e-4);
    path.add_delay(from_s + i * 64.0, kBase_s + excess_s, kPrecision_s);
    path.add_innovation(-excess_s / 2 - path.error_of(kBase_s + excess_s).bias_s);
  }
  EXPECT_NEAR(path.error_of(kBase_s + 4.2e-3).bias_s, -2e-3, 0.2e-3);
  EXPECT_LT(path.error_of(kBase_s + 4.2e-3).half_width_s, 0.5e-3);
}

}  // namespace
}  // namespace foliot::estimate

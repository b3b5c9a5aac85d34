// ModelBank: the filters that foretell best win, lost ones return, outliers do not steer.
#include "estimate/model_bank.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "estimate/simulated_source.hpp"

namespace foliot::estimate {
namespace {

constexpr double kNoise_s = 1e-4;
constexpr double kOutlierDensity = 1e-3;  // 1/s

Shapes normal_shapes(double noise_s) {
  Shapes shapes;
  shapes.fill({0, noise_s});
  return shapes;
}

ModelBank fresh_bank() {
  ModelBank bank;
  bank.start({0, 0, 1e-8, 0, 1e-10});
  return bank;
}

// `count` samples of a clock with random-walk frequency; returns its true state at the end.
ClockState feed(ModelBank& bank, testing::Dice& dice, int count, double span_s, double wander) {
  ClockState truth;
  for (int i = 0; i < count; ++i) {
    truth.frequency += dice.normal(wander * std::sqrt(span_s));
    truth.offset_s += truth.frequency * span_s;
    bank.learn(span_s, truth.offset_s + dice.normal(kNoise_s), normal_shapes(kNoise_s), kOutlierDensity);
  }
  return truth;
}

TEST(ModelBank, LearnsHowMuchTheOscillatorWanders) {
  for (const double wander : {1e-9, 1e-8, 1e-7}) {
    ModelBank bank = fresh_bank();
    testing::Dice dice(11);
    feed(bank, dice, 600, 256, wander);
    EXPECT_NEAR(std::log10(bank.wander()), std::log10(wander), 0.5) << wander;
  }
}

TEST(ModelBank, TheTruthLiesWithinItsDeviations) {
  for (int seed = 1; seed <= 20; ++seed) {
    ModelBank bank = fresh_bank();
    testing::Dice dice(static_cast<std::uint64_t>(seed));
    const ClockState truth = feed(bank, dice, 200, 64, 1e-8);
    const ClockState belief = bank.foretell(0);
    EXPECT_LT(std::abs(belief.offset_s - truth.offset_s), 4 * std::sqrt(belief.offset_variance)) << seed;
    EXPECT_LT(std::abs(belief.frequency - truth.frequency), 4 * std::sqrt(belief.frequency_variance)) << seed;
    EXPECT_LT(std::sqrt(belief.offset_variance), 0.65 * kNoise_s) << seed;
  }
}

// A quiet clock whose rate jumps `jumps` times by 1 ppm, each time 12 samples after the last (as often as is
// polled: seldom before a jump, often after it); the strength of the walk
// that is believed in 12 samples after the last jump.
double wander_after_jumps(int jumps, std::uint64_t seed) {
  ModelBank bank = fresh_bank();
  testing::Dice dice(seed);
  ClockState truth = feed(bank, dice, 300, 512, 1e-9);
  for (int i = 0; i < 12 * jumps; ++i) {
    if (i % 12 == 0) truth.frequency += i % 24 == 0 ? 1e-6 : -1e-6;
    const double span_s = i % 12 == 0 ? 1024 : 128;
    truth.offset_s += truth.frequency * span_s;
    bank.learn(span_s, truth.offset_s + dice.normal(kNoise_s), normal_shapes(kNoise_s), kOutlierDensity);
  }
  const ClockState belief = bank.foretell(0);
  EXPECT_LT(std::abs(belief.frequency - truth.frequency), 4 * std::sqrt(belief.frequency_variance)) << seed;
  EXPECT_NEAR(belief.frequency, truth.frequency, 4e-7) << seed;
  return bank.wander();
}

TEST(ModelBank, OneJumpIsNoHabit) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) EXPECT_LT(wander_after_jumps(1, seed), 2e-8) << seed;
}

TEST(ModelBank, ManyJumpsAreAHabit) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) EXPECT_GT(wander_after_jumps(8, seed), 2e-8) << seed;
}

TEST(ModelBank, AnOutlierOnlyWidens) {
  ModelBank bank = fresh_bank();
  testing::Dice dice(12);
  feed(bank, dice, 200, 64, 1e-9);
  const ClockState before = bank.foretell(64);
  const Surprise surprise = bank.learn(64, 0.1, normal_shapes(kNoise_s), kOutlierDensity);
  const ClockState after = bank.foretell(0);
  EXPECT_GT(surprise.outlier_share, 0.9);
  EXPECT_NEAR(after.offset_s, before.offset_s, kNoise_s);
  EXPECT_GE(after.offset_variance, 0.99 * before.offset_variance);
}

TEST(ModelBank, CatchesAJumpOfTheFrequency) {
  ModelBank bank = fresh_bank();
  testing::Dice dice(13);
  feed(bank, dice, 400, 64, 1e-9);
  double offset_s = bank.foretell(0).offset_s;
  const double frequency = bank.foretell(0).frequency + 2e-6;
  for (int i = 0; i < 12; ++i) {
    offset_s += frequency * 64;
    bank.learn(64, offset_s + dice.normal(kNoise_s), normal_shapes(kNoise_s), kOutlierDensity);
  }
  EXPECT_NEAR(bank.foretell(0).frequency, frequency, 5e-7);
}

TEST(ModelBank, PrefersTheShapeThatFits) {
  ModelBank bank = fresh_bank();
  testing::Dice dice(14);
  Shapes shapes = normal_shapes(1e-2);
  shapes[2] = {0, kNoise_s};
  for (int i = 0; i < 200; ++i) bank.learn(64, dice.normal(kNoise_s), shapes, kOutlierDensity);
  // A filter that believed in 10 ms of noise would not know the offset any better than 1 ms.
  EXPECT_LT(std::sqrt(bank.foretell(0).offset_variance), kNoise_s / 3);
}

TEST(ModelBank, TellsTheNoiseOfASample) {
  ModelBank bank = fresh_bank();
  testing::Dice dice(15);
  double sum = 0;
  for (int i = 0; i < 2000; ++i) {
    const Surprise surprise = bank.learn(64, dice.normal(kNoise_s), normal_shapes(kNoise_s), kOutlierDensity);
    sum += surprise.noise_variance;
  }
  EXPECT_NEAR(std::sqrt(sum / 2000), kNoise_s, 0.1 * kNoise_s);
}

TEST(ModelBank, DoubtReachesAsFarAsTheGap) {
  ModelBank bank = fresh_bank();
  testing::Dice dice(16);
  feed(bank, dice, 200, 64, 1e-9);
  bank.doubt(64000, bank.foretell(0).offset_s + 0.5);
  EXPECT_GE(std::sqrt(bank.foretell(0).offset_variance), 0.4);
  EXPECT_GE(std::sqrt(bank.foretell(0).frequency_variance), 0.4 / 64000);
}

TEST(ModelBank, DoubtStopsAtWhatAnOscillatorCanBeOff) {
  ModelBank bank = fresh_bank();
  bank.doubt(64, 3600);
  EXPECT_LE(std::sqrt(bank.foretell(0).frequency_variance), 600e-6);
}

TEST(ModelBank, RebasingMovesTheOffsetAlone) {
  ModelBank bank = fresh_bank();
  testing::Dice dice(17);
  feed(bank, dice, 100, 64, 1e-9);
  const ClockState before = bank.foretell(100);
  bank.rebase(0.25);
  const ClockState after = bank.foretell(100);
  EXPECT_NEAR(after.offset_s, before.offset_s - 0.25, 1e-12);
  EXPECT_NEAR(after.frequency, before.frequency, 1e-15);
  EXPECT_NEAR(after.offset_variance / before.offset_variance, 1, 1e-6);
}

}  // namespace
}  // namespace foliot::estimate

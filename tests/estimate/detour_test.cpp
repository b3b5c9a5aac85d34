// Detour: a longer route is told from a queue, and its constant taken off.
#include "estimate/detour.hpp"

#include <gtest/gtest.h>

namespace foliot::estimate {
namespace {

constexpr double kBase_s = 10e-3;
constexpr double kUsual_s = 10.5e-3;

// `count` trips on a route longer by `extra_s`, scattering by up to `jitter_s`; all of it on the way back.
void travel(Detour& detour, int count, double extra_s, double jitter_s) {
  for (int i = 0; i < count; ++i) {
    const double excess_s = extra_s + jitter_s * ((i * 7) % 16) / 16;
    detour.add({kBase_s + excess_s, -excess_s / 2}, kBase_s, kUsual_s);
  }
}

TEST(Detour, NeedsManyLongTripsInARow) {
  Detour detour;
  travel(detour, 15, 4e-3, 0.2e-3);
  EXPECT_FALSE(detour.covers(14e-3));
  travel(detour, 1, 4e-3, 0.2e-3);
  EXPECT_TRUE(detour.covers(14e-3));
}

TEST(Detour, ShowsItsConstant) {
  Detour detour;
  travel(detour, 16, 4e-3, 0.2e-3);
  EXPECT_NEAR(detour.base_s(), 14e-3, 1e-6);
  EXPECT_NEAR(detour.bias_s(), -2e-3, 0.05e-3);
}

TEST(Detour, OneTripOnTheQuietPathEndsIt) {
  Detour detour;
  travel(detour, 20, 4e-3, 0.2e-3);
  EXPECT_FALSE(detour.covers(10.1e-3));
  detour.add({10.1e-3, 0}, kBase_s, kUsual_s);
  EXPECT_FALSE(detour.covers(14e-3));
}

TEST(Detour, OneQuietTripBreaksTheProof) {
  Detour detour;
  travel(detour, 15, 4e-3, 0.2e-3);
  detour.add({10.1e-3, 0}, kBase_s, kUsual_s);
  travel(detour, 15, 4e-3, 0.2e-3);
  EXPECT_FALSE(detour.covers(14e-3));
}

TEST(Detour, AQueueThatVariesIsNone) {
  Detour detour;
  travel(detour, 64, 4e-3, 3e-3);
  EXPECT_FALSE(detour.covers(15e-3));
}

TEST(Detour, ALittleLongerIsNone) {
  Detour detour;
  travel(detour, 64, 0.8e-3, 0.1e-3);
  EXPECT_FALSE(detour.covers(10.85e-3));
}

TEST(Detour, AMuchShorterTripShowsThatItWasAQueue) {
  Detour detour;
  travel(detour, 16, 4e-3, 0.2e-3);
  detour.add({12e-3, -1e-3}, kBase_s, kUsual_s);
  EXPECT_FALSE(detour.covers(14e-3));
}

TEST(Detour, TheConstantIsNoLargerThanTheExtraLengthAllows) {
  Detour detour;
  for (int i = 0; i < 16; ++i) detour.add({14e-3, 1.0}, kBase_s, kUsual_s);
  EXPECT_NEAR(detour.bias_s(), 2e-3, 1e-9);
}

}  // namespace
}  // namespace foliot::estimate

// Frequency: ratio and ppm are the same number in two units.
#include "time/frequency.hpp"

#include <gtest/gtest.h>

namespace foliot {
namespace {

TEST(Frequency, PpmAndRatioAgree) {
  EXPECT_DOUBLE_EQ(Frequency::from_ppm(12.5).ratio(), 12.5e-6);
  EXPECT_DOUBLE_EQ(Frequency::from_ratio(-3e-6).ppm(), -3);
  EXPECT_DOUBLE_EQ(kMaxFrequency.ppm(), 500);
}

TEST(Frequency, AddsAndSubtracts) {
  const Frequency sum = Frequency::from_ppm(10) + Frequency::from_ppm(-4);
  EXPECT_NEAR(sum.ppm(), 6, 1e-9);
  EXPECT_NEAR((sum - Frequency::from_ppm(6)).ppm(), 0, 1e-9);
}

TEST(Frequency, ClampsOnBothSides) {
  EXPECT_EQ(Frequency::from_ppm(900).clamped(kMaxFrequency), kMaxFrequency);
  EXPECT_DOUBLE_EQ(Frequency::from_ppm(-900).clamped(kMaxFrequency).ppm(), -500);
  EXPECT_DOUBLE_EQ(Frequency::from_ppm(-20).clamped(kMaxFrequency).ppm(), -20);
}

}  // namespace
}  // namespace foliot

// PollExponent: any wire byte becomes a usable exponent; steps stop at their limits.
#include "time/poll_exponent.hpp"

#include <gtest/gtest.h>

namespace foliot {
namespace {

TEST(PollExponent, StartsAtTheClassicMinimum) {
  EXPECT_EQ(PollExponent{}.log2_s(), 6);
}

TEST(PollExponent, BringsEveryWireByteIntoRange) {
  for (int byte = -128; byte <= 127; ++byte) {
    const PollExponent poll(byte);
    EXPECT_GE(poll.log2_s(), PollExponent::kLowest);
    EXPECT_LE(poll.log2_s(), PollExponent::kHighest);
    const bool in_range = byte >= PollExponent::kLowest && byte <= PollExponent::kHighest;
    EXPECT_EQ(poll.log2_s() == byte, in_range);
    EXPECT_GT(poll.interval(), Interval{});
  }
  EXPECT_EQ(PollExponent(1000).log2_s(), PollExponent::kHighest);
}

TEST(PollExponent, IntervalIsThePowerOfTwo) {
  EXPECT_EQ(PollExponent(6).interval(), Interval::from_seconds(64));
  EXPECT_EQ(PollExponent(-7).interval(), Interval::from_seconds(0.0078125));
  EXPECT_EQ(PollExponent(17).interval(), Interval::from_seconds(131'072));
  EXPECT_DOUBLE_EQ(PollExponent(-1).seconds(), 0.5);
}

TEST(PollExponent, StepsStopAtTheirLimit) {
  const PollExponent ten(10);
  EXPECT_EQ(PollExponent(9).longer(ten), ten);
  EXPECT_EQ(ten.longer(ten), ten);
  EXPECT_EQ(PollExponent(7).shorter(PollExponent(6)), PollExponent(6));
  EXPECT_EQ(PollExponent(6).shorter(PollExponent(6)), PollExponent(6));
}

TEST(PollExponent, ClampsToLimits) {
  const PollExponent low(4);
  const PollExponent high(8);
  EXPECT_EQ(PollExponent(3).clamped(low, high), low);
  EXPECT_EQ(PollExponent(9).clamped(low, high), high);
  EXPECT_EQ(PollExponent(5).clamped(low, high), PollExponent(5));
}

}  // namespace
}  // namespace foliot

// ShortInterval: bounds go onto the wire rounded up, never down.
#include "time/short_interval.hpp"

#include <gtest/gtest.h>

namespace foliot {
namespace {

TEST(ShortInterval, OneUnitIsTwoToTheMinus16Seconds) {
  EXPECT_DOUBLE_EQ(ShortInterval::from_bits(1).seconds(), 0x1.0p-16);
  EXPECT_EQ(ShortInterval::from_bits(0x10000).interval(), Interval::from_seconds(1));
  EXPECT_DOUBLE_EQ(ShortInterval::from_bits(0xffffffff).interval().seconds(), 65'536 - 0x1.0p-16);
}

TEST(ShortInterval, CeilNeverMakesABoundSmaller) {
  for (const std::int64_t raw : {1LL, 0xffffLL, 0x10000LL, 0x10001LL, 0x123456789LL, 0xffffffff0000LL}) {
    const Interval bound = Interval::from_raw(raw);
    const ShortInterval sent = ShortInterval::ceil(bound);
    EXPECT_GE(sent.interval(), bound) << raw;
    EXPECT_LT(sent.interval() - bound, Interval::from_raw(0x10000)) << raw;
  }
}

TEST(ShortInterval, CeilKeepsWhatFitsExactly) {
  EXPECT_EQ(ShortInterval::ceil(Interval::from_seconds(1)).bits(), 0x10000U);
  EXPECT_EQ(ShortInterval::ceil(Interval{}).bits(), 0U);
}

TEST(ShortInterval, CeilClampsWhatCannotBeSent) {
  EXPECT_EQ(ShortInterval::ceil(Interval::from_seconds(-1)).bits(), 0U);
  EXPECT_EQ(ShortInterval::ceil(Interval::min()).bits(), 0U);
  EXPECT_EQ(ShortInterval::ceil(Interval::from_seconds(65'536)).bits(), 0xffffffffU);
  EXPECT_EQ(ShortInterval::ceil(Interval::max()).bits(), 0xffffffffU);
}

}  // namespace
}  // namespace foliot

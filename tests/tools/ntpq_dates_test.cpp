// ntpq: timestamps as dates.
#include <gtest/gtest.h>

#include "tools/ntpq/dates.hpp"

namespace foliot::ntpq {
namespace {

constexpr std::int64_t kBillion = 1'000'000'000;

DateStyle style(std::int64_t now_s, int offset_s) {
  return {.now = WallTime::from_nanoseconds(now_s * kBillion),
          .zone_offset_s = [offset_s](WallTime) { return offset_s; }};
}

TEST(ParseTimestamp, TakesBothForms) {
  EXPECT_EQ(parse_timestamp("0xe0b1e320.80000000"), Timestamp::from_bits(0xe0b1e320'80000000U));
  EXPECT_EQ(parse_timestamp("e0b1e320.1"), Timestamp::from_bits(0xe0b1e320'00000001U));
}

TEST(ParseTimestamp, RefusesAnythingElse) {
  for (const char* text : {"", ".", "0x.", "0x1.", "1", "0x1.2.3", "123456789.0", "0x1.123456789", "g.0", "-1.0"}) {
    EXPECT_EQ(parse_timestamp(text), std::nullopt) << text;
  }
}

TEST(DateText, IsLocalTime) {
  constexpr std::int64_t kMid2019_s = 1'560'000'000;
  const auto timestamp = Timestamp::from_bits(0xe0b1e320'80000000U);
  EXPECT_EQ(date_text(timestamp, style(kMid2019_s, 0)), "e0b1e320.80000000  Mon, Jun 17 2019 10:00:00.500");
  EXPECT_EQ(date_text(timestamp, style(kMid2019_s, -36'000)), "e0b1e320.80000000  Mon, Jun 17 2019  0:00:00.500");
  EXPECT_EQ(date_text(timestamp, style(kMid2019_s, 50'400)), "e0b1e320.80000000  Tue, Jun 18 2019  0:00:00.500");
}

TEST(DateText, TakesTheEraNearestToNow) {
  constexpr std::int64_t kMid2019_s = 1'560'000'000;
  constexpr std::int64_t kMid2040_s = 2'223'000'000;
  EXPECT_EQ(date_text(Timestamp{}, style(kMid2019_s, 0)), "00000000.00000000  Thu, Feb  7 2036  6:28:16.000");
  EXPECT_EQ(date_text(Timestamp::from_bits(0x10000000'00000000U), style(kMid2040_s, 0)),
            "10000000.00000000  Wed, Aug 10 2044  3:52:32.000");
}

}  // namespace
}  // namespace foliot::ntpq

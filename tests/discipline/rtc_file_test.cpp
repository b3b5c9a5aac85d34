#include "discipline/rtc_file.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace foliot::discipline {
namespace {

constexpr std::int64_t kBillion = 1'000'000'000;

TEST(RtcFile, HoldsThreeNumbersInOneLine) {
  EXPECT_EQ(format_rtc_record({-0.0123456, 3.14159, WallTime::from_nanoseconds(1'764'432'000 * kBillion + 5)}),
            "-0.012346 3.142 1764432000\n");
}

TEST(RtcFile, ReadsWhatWasWritten) {
  for (const RtcRecord& record : {RtcRecord{0, 0, {}}, RtcRecord{-3600.25, -1000, WallTime::from_nanoseconds(kBillion)},
                                  RtcRecord{1e9, 12.345, WallTime::from_nanoseconds(1'800'000'000 * kBillion)}}) {
    EXPECT_EQ(parse_rtc_record(format_rtc_record(record)), record) << format_rtc_record(record);
  }
}

TEST(RtcFile, IgnoresSpaceBeforeAndWhatFollows) {
  const auto record = parse_rtc_record(" \t0.5  -7\n10 more # words\n");
  ASSERT_TRUE(record);
  EXPECT_EQ(*record, (RtcRecord{0.5, -7, WallTime::from_nanoseconds(10 * kBillion)}));
}

TEST(RtcFile, RefusesWhatIsNoRecord) {
  for (const std::string_view text :
       {"", " ", "0.5", "0.5 1", "x 1 1", "0.5 x 1", "0.5 1 x", "nan 1 1", "0.5 nan 1", "inf 1 1", "0.5 1000.1 1",
        "0.5 -1e9 1", "0.5 1 -1", "0.5 1 1.5", "0.5 1 99999999999", "1e999 1 1", "0.5,1,1"}) {
    EXPECT_FALSE(parse_rtc_record(text)) << text;
  }
  EXPECT_FALSE(parse_rtc_record(std::string_view("\0\0\0", 3)));
}

TEST(RtcFile, WritesNumbersOfAnySize) {
  const std::string text = format_rtc_record({std::numeric_limits<double>::max(), 0, {}});
  EXPECT_TRUE(parse_rtc_record(text)) << text;
}

}  // namespace
}  // namespace foliot::discipline

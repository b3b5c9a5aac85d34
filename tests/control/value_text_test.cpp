// The text forms of values.
#include "control/value_text.hpp"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <string>

namespace foliot::control {
namespace {

TEST(FixedText, WritesDecimalsWithoutExponent) {
  struct Case {
    double value;
    int decimals;
    const char* text;
  };
  const Case cases[] = {
      {0, 3, "0.000"},       {-0.0, 3, "0.000"},      {1.23456, 3, "1.235"},      {-12.3456, 3, "-12.346"},
      {1e-9, 6, "0.000000"}, {16000, 3, "16000.000"}, {0.0000346, 6, "0.000035"}, {123456789.5, 0, "123456790"},
  };
  for (const Case& c : cases) EXPECT_EQ(fixed_text(c.value, c.decimals), c.text);
}

TEST(FixedText, TamesWhatIsNoNumberOrAbsurd) {
  using Limits = std::numeric_limits<double>;
  EXPECT_EQ(fixed_text(Limits::quiet_NaN(), 3), "0.000");
  EXPECT_EQ(fixed_text(Limits::infinity(), 0), "1000000000000000");
  EXPECT_EQ(fixed_text(-Limits::max(), 9), "-1000000000000000.000000000");
}

TEST(HexText, HasNoLeadingZeros) {
  EXPECT_EQ(hex_text(0), "0x0");
  EXPECT_EQ(hex_text(0377), "0xff");
  EXPECT_EQ(hex_text(UINT64_MAX), "0xffffffffffffffff");
}

TEST(MinuteText, IsADateAndATimeWithoutSigns) {
  EXPECT_EQ(minute_text(WallTime::from_nanoseconds(1'483'228'800'000'000'000)), "201701010000");
  EXPECT_EQ(minute_text(WallTime::from_nanoseconds(1'784'246'340'000'000'000)), "202607162359");
  EXPECT_EQ(minute_text(WallTime{}), "197001010000");
}

TEST(TimestampText, PadsBothHalves) {
  EXPECT_EQ(timestamp_text(Timestamp{}), "0x00000000.00000000");
  EXPECT_EQ(timestamp_text(Timestamp::from_bits(0xe0b7a9c2'00000001U)), "0xe0b7a9c2.00000001");
}

TEST(ArrayText, PutsABlankBeforeEachNumber) {
  EXPECT_EQ(array_text(std::array{0.0001, -0.25, 16.0}), " 0.10 -250.00 16000.00");
  EXPECT_EQ(array_text({}), "");
}

TEST(QuotedText, LetsNothingOutOfItsQuotes) {
  EXPECT_EQ(quoted_text("time.example.org"), "\"time.example.org\"");
  EXPECT_EQ(quoted_text("a\", peer=\"1"), "\"a., peer=.1\"");
  EXPECT_EQ(quoted_text("\x1b[31m\xff\n"), "\".[31m..\"");
  EXPECT_EQ(quoted_text(std::string(1000, 'x')).size(), 258U);
}

TEST(ReferenceText, IsANameAtTheEndsAndAnAddressBetween) {
  const auto name = wire::ReferenceId::from_text("GPS");
  const auto address = wire::ReferenceId::from_bits(0xc0000201);
  EXPECT_EQ(reference_text(name, 0), "GPS");
  EXPECT_EQ(reference_text(name, 1), "GPS");
  EXPECT_EQ(reference_text(address, 2), "192.0.2.1");
  EXPECT_EQ(reference_text(address, 15), "192.0.2.1");
  EXPECT_EQ(reference_text(wire::ReferenceId::from_text("INIT"), 16), "INIT");
}

TEST(ReferenceText, CleansWhatAServerSent) {
  EXPECT_EQ(reference_name_text(wire::ReferenceId::from_text("a,b=")), "a.b.");
  EXPECT_EQ(reference_name_text(wire::ReferenceId::from_bits(0x411b22ff)), "A...");
  EXPECT_EQ(reference_name_text(wire::ReferenceId::from_bits(0x41004243)), "A");
  EXPECT_EQ(reference_name_text(wire::ReferenceId{}), "");
}

}  // namespace
}  // namespace foliot::control

// Numbers as text, both ways.
#include "config/numbers.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "base/rng.hpp"

namespace foliot::config {
namespace {

constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();

TEST(Numbers, ReadsIntegers) {
  struct Case {
    std::string_view text;
    std::int64_t value;
  };
  for (const Case& c : {Case{"0", 0},
                        {"17", 17},
                        {"-4", -4},
                        {"+5", 5},
                        {"007", 7},
                        {"0x1F", 31},
                        {"0XfF", 255},
                        {"9223372036854775807", kLargest}}) {
    EXPECT_EQ(parse_integer(c.text), c.value) << c.text;
  }
}

TEST(Numbers, SaturatesIntegersThatDoNotFit) {
  EXPECT_EQ(parse_integer("9223372036854775808"), kLargest);
  EXPECT_EQ(parse_integer("99999999999999999999999"), kLargest);
  EXPECT_EQ(parse_integer("-99999999999999999999999"), -kLargest);
  EXPECT_EQ(parse_integer("0xfffffffffffffffff"), kLargest);
}

TEST(Numbers, RefusesWhatIsNoInteger) {
  for (const std::string_view text :
       {"", "-", "+", "a", "1a", "1.0", "1e3", "--1", "+-1", "0x", "0xg", "0x-1", "-0x1", " 1", "1 "}) {
    EXPECT_FALSE(parse_integer(text).has_value()) << text;
  }
}

TEST(Numbers, ReadsDecimalFractions) {
  struct Case {
    std::string_view text;
    double value;
  };
  for (const Case& c : {Case{"1", 1},
                        {".5", 0.5},
                        {"5.", 5},
                        {"1e-7", 1e-7},
                        {"-0.128", -0.128},
                        {"+2.5E+2", 250},
                        {"00.10", 0.1},
                        {"1.7e308", 1.7e308}}) {
    EXPECT_EQ(parse_number(c.text), c.value) << c.text;
  }
}

TEST(Numbers, KnowsNoNegativeZero) {
  ASSERT_TRUE(parse_number("-0").has_value());
  EXPECT_FALSE(std::signbit(*parse_number("-0")));
  EXPECT_FALSE(std::signbit(*parse_number("-0.0e5")));
}

TEST(Numbers, RefusesWhatIsNoDecimalFraction) {
  for (const std::string_view text : {"", "-", ".", "e5", ".e5", "1e", "1e+", "1e5.", "inf", "-inf", "nan", "0x10",
                                      "1,5", "1..2", "--1", "1e999", "infinity", "1 "}) {
    EXPECT_FALSE(parse_number(text).has_value()) << text;
  }
}

TEST(Numbers, SurviveTextAndBack) {
  base::SeededRng rng(7);
  for (int i = 0; i < 10'000; ++i) {
    const double value = std::bit_cast<double>(rng.next_u64());
    if (!std::isfinite(value)) continue;
    EXPECT_EQ(parse_number(number_text(value)), value) << "seed 7, round " << i;
  }
}

TEST(Numbers, AreWrittenShort) {
  EXPECT_EQ(number_text(0.128), "0.128");
  EXPECT_EQ(number_text(1000), "1000");
  EXPECT_EQ(number_text(-2147483647), "-2147483647");
}

}  // namespace
}  // namespace foliot::config

// ntpq: numbers, columns and safe text.
#include <gtest/gtest.h>

#include "tools/ntpq/text.hpp"

namespace foliot::ntpq {
namespace {

TEST(PrettyInterval, KeepsToFourCharacters) {
  struct Case {
    std::int64_t seconds;
    const char* text;
  };
  const Case cases[] = {
      {-5, "-"},     {0, "-"},        {1, "1"},      {64, "64"},      {1024, "1024"}, {2048, "2048"},  {2049, "34m"},
      {3600, "60m"}, {18000, "300m"}, {18060, "5h"}, {345600, "96h"}, {349200, "4d"}, {864000, "10d"},
  };
  for (const Case& c : cases) EXPECT_EQ(pretty_interval(c.seconds), c.text) << c.seconds;
}

TEST(PrettyInterval, ToleratesTheLongest) {
  EXPECT_EQ(pretty_interval(INT64_MAX).back(), 'd');
  EXPECT_EQ(pretty_interval(INT64_MIN), "-");
}

TEST(Escaped, LeavesNothingThatMovesATerminal) {
  EXPECT_EQ(escaped("plain text ~"), "plain text ~");
  EXPECT_EQ(escaped("\x1b[2J\r\n\x7f\xff"), "\\x1b[2J\\x0d\\x0a\\x7f\\xff");
  EXPECT_EQ(escaped(std::string_view("\0a", 2)), "\\x00a");
  EXPECT_EQ(escaped_lines("a\n\tb\r\x1b"), "a\n\tb\\x0d\\x1b");
}

TEST(ParseInteger, TakesDecimalAndHexadecimalOnly) {
  struct Case {
    const char* text;
    std::optional<std::int64_t> value;
  };
  const Case cases[] = {
      {"0", 0},       {"-20", -20},
      {"+3", 3},      {"0x377", 0x377},
      {"0X1f", 0x1f}, {"9223372036854775807", INT64_MAX},
      {"", {}},       {"1.5", {}},
      {"1 ", {}},     {"0x", {}},
      {"0x-1", {}},   {"9223372036854775808", {}},
      {"abc", {}},    {"0xffffffffffffffff", {}},
      {"+-3", {}},
  };
  for (const Case& c : cases) EXPECT_EQ(parse_integer(c.text), c.value) << c.text;
}

TEST(ParseDecimal, TakesFiniteNumbersOnly) {
  struct Case {
    const char* text;
    std::optional<double> value;
  };
  const Case cases[] = {
      {"0.123", 0.123}, {"-1.5", -1.5}, {"+2", 2},     {"1e3", 1000}, {"", {}},
      {"nan", {}},      {"inf", {}},    {"1e999", {}}, {"1,5", {}},   {"x", {}},
  };
  for (const Case& c : cases) EXPECT_EQ(parse_decimal(c.text), c.value) << c.text;
}

TEST(Columns, PadAndCut) {
  EXPECT_EQ(padded_right("ab", 4), "ab  ");
  EXPECT_EQ(padded_left("ab", 4), "  ab");
  EXPECT_EQ(padded_right("abcdef", 4), "abcdef");
  EXPECT_EQ(cut("abcdef", 4), "abcd");
  EXPECT_EQ(cut("ab", 4), "ab");
  EXPECT_EQ(trimmed(" \t ab c \r\n"), "ab c");
  EXPECT_EQ(trimmed(" \t "), "");
}

}  // namespace
}  // namespace foliot::ntpq

// ntpq: values with units.
#include <gtest/gtest.h>

#include "tools/ntpq/units.hpp"

namespace foliot::ntpq {
namespace {

TEST(Units, LeaveOneToThreeDigitsBeforeThePoint) {
  struct Case {
    const char* value;
    BaseUnit unit;
    const char* text;
  };
  const Case cases[] = {
      {"0.123456", BaseUnit::milliseconds, "123.456us"},
      {"-0.000123", BaseUnit::milliseconds, "-123ns"},
      {"0.0123456", BaseUnit::milliseconds, "12.3456us"},
      {"12.5", BaseUnit::milliseconds, "12.5ms"},
      {"1234.5", BaseUnit::milliseconds, "1.2345s"},
      {"1234567", BaseUnit::milliseconds, "1.234567ks"},
      {"0.000", BaseUnit::milliseconds, "0us"},
      {"0", BaseUnit::milliseconds, "0ms"},
      {"0.1", BaseUnit::milliseconds, "0.1ms"},
      {"+3.25", BaseUnit::milliseconds, "+3.25ms"},
      {"86400", BaseUnit::seconds, "86.400ks"},
      {"59", BaseUnit::seconds, "59s"},
      {"-12.346", BaseUnit::parts_per_million, "-12.346ppm"},
      {"0.010", BaseUnit::parts_per_million, "10ppb"},
      {"0.5", BaseUnit::seconds, "0.5s"},
      {"12345678901234", BaseUnit::seconds, "12345678901.234ks"},
  };
  for (const Case& c : cases) EXPECT_EQ(scaled(c.value, c.unit), c.text) << c.value;
}

TEST(Units, FitIntoAColumn) {
  EXPECT_EQ(scaled("0.123456", BaseUnit::milliseconds, 7), "123.4us");
  EXPECT_EQ(scaled("12.345678", BaseUnit::milliseconds, 7), "12.34ms");
  EXPECT_EQ(scaled("123.456", BaseUnit::milliseconds, 6), "123ms") << "no point without digits behind it";
  EXPECT_EQ(scaled("123", BaseUnit::milliseconds, 3), "123ms") << "what stands before the point is never cut";
}

TEST(Units, LeaveAloneWhatIsNoNumber) {
  for (const char* text : {"", "-", "abc", "1.2.3", "0x10", "1e5", "\x1b[2J"}) {
    EXPECT_EQ(scaled(text, BaseUnit::milliseconds), text);
  }
  EXPECT_EQ(scaled(std::string(100, '9'), BaseUnit::seconds), std::string(100, '9'));
}

TEST(Units, GoByTheNameOfTheVariable) {
  EXPECT_EQ(with_unit("offset", "0.123456"), "123.456us");
  EXPECT_EQ(with_unit("frequency", "-12.346"), "-12.346ppm");
  EXPECT_EQ(with_unit("ss_uptime", "59"), "59s");
  EXPECT_EQ(with_unit("stratum", "2"), "2");
}

}  // namespace
}  // namespace foliot::ntpq

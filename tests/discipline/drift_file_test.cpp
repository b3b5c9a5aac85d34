#include "discipline/drift_file.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace foliot::discipline {
namespace {

TEST(ParseDrift, ReadsOneNumberInPpmAndIgnoresWhatFollows) {
  const std::pair<std::string_view, double> cases[] = {
      {"-17.253\n", -17.253},
      {"0.000", 0},
      {"12.5 0.0123\n", 12.5},
      {" \t+3.25\r\n", 3.25},
      {"500", 500},
      {"-500.000000\n", -500},
      {"1.5e1\n", 15},
      {"7\n# written by hand\n", 7},
      {".5", 0.5},
      {"-0.000000\n", 0},
  };
  for (const auto& [text, ppm] : cases) {
    const auto frequency = parse_drift(text);
    ASSERT_TRUE(frequency) << text;
    EXPECT_NEAR(frequency->ppm(), ppm, 1e-9) << text;
  }
}

TEST(ParseDrift, RefusesWhatIsNoNumber) {
  for (const std::string_view text :
       {"", " \n", "drift", "nan", "-nan", "12abc", "1.2.3", "--5", "+-5", "+", "-", ",5", "0x10", "12,5"}) {
    EXPECT_EQ(parse_drift(text), std::unexpected(DriftError::not_a_number)) << text;
  }
  EXPECT_EQ(parse_drift(std::string_view("\0\0\0\0", 4)), std::unexpected(DriftError::not_a_number));
}

TEST(ParseDrift, RefusesWhatNoClockCanBeOffBy) {
  for (const std::string_view text : {"500.001", "-501", "1e9", "inf", "-inf", "1e999"}) {
    EXPECT_EQ(parse_drift(text), std::unexpected(DriftError::out_of_range)) << text;
  }
}

TEST(FormatDrift, WritesSixDecimalsAndANewline) {
  EXPECT_EQ(format_drift(Frequency::from_ppm(-17.25)), "-17.250000\n");
  EXPECT_EQ(format_drift(Frequency{}), "0.000000\n");
  EXPECT_EQ(format_drift(Frequency::from_ppm(0.0000014)), "0.000001\n");
}

TEST(FormatDrift, WritesOnlyWhatCanBeReadAgain) {
  for (const double ppm : {0.0, 1e-7, -33.123456, 499.9999999, 500.0, -500.0, 1e30,
                           std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_TRUE(parse_drift(format_drift(Frequency::from_ppm(ppm)))) << ppm;
  }
  EXPECT_NEAR(parse_drift(format_drift(Frequency::from_ppm(-33.123456)))->ppm(), -33.123456, 1e-9);
}

}  // namespace
}  // namespace foliot::discipline

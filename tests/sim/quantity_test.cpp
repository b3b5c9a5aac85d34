#include "sim/quantity.hpp"

#include <gtest/gtest.h>

namespace foliot::sim {
namespace {

TEST(Quantity, ReadsEachUnit) {
  struct Case {
    const char* word;
    Unit unit;
    double value;
  };
  for (const Case& c :
       {Case{"10ms", Unit::seconds, 0.01}, Case{"250us", Unit::seconds, 250e-6}, Case{"3ns", Unit::seconds, 3e-9},
        Case{"1.5", Unit::seconds, 1.5}, Case{"45min", Unit::seconds, 2700}, Case{"4h", Unit::seconds, 14'400},
        Case{"30d", Unit::seconds, 2'592'000}, Case{"-2s", Unit::seconds, -2}, Case{"+2s", Unit::seconds, 2},
        Case{"12ppm", Unit::frequency, 12e-6}, Case{"5ppb", Unit::frequency, 5e-9}, Case{"1e-9", Unit::frequency, 1e-9},
        Case{"30%", Unit::share, 0.3}, Case{"0.25", Unit::share, 0.25}, Case{"6/min", Unit::per_time, 0.1},
        Case{"2/s", Unit::per_time, 2}, Case{"-5", Unit::number, -5}}) {
    const auto value = parse_quantity(c.word, c.unit);
    ASSERT_TRUE(value) << c.word;
    EXPECT_DOUBLE_EQ(*value, c.value) << c.word;
  }
}

TEST(Quantity, RefusesWhatIsNoNumberOfItsUnit) {
  struct Case {
    const char* word;
    Unit unit;
  };
  for (const Case& c :
       {Case{"", Unit::seconds}, Case{"ms", Unit::seconds}, Case{"10ppm", Unit::seconds}, Case{"10 ms", Unit::seconds},
        Case{"1e999", Unit::seconds}, Case{"nan", Unit::seconds}, Case{"inf", Unit::number}, Case{"++1", Unit::number},
        Case{"10ms", Unit::frequency}, Case{"3m", Unit::seconds}, Case{"5%%", Unit::share}}) {
    EXPECT_FALSE(parse_quantity(c.word, c.unit)) << c.word;
  }
}

}  // namespace
}  // namespace foliot::sim

#include "sim/calendar.hpp"

#include <gtest/gtest.h>

namespace foliot::sim {
namespace {

TEST(Calendar, ReadsDatesAndTimes) {
  EXPECT_EQ(parse_date_s("1970-01-01"), 0);
  EXPECT_EQ(parse_date_s("1972-03-01"), 68'256'000);
  EXPECT_EQ(parse_date_s("2026-05-01"), 1'777'593'600);
  EXPECT_EQ(parse_date_s("2036-02-07T06:28:16Z"), 2'085'978'496);  // end of NTP era 0
  EXPECT_EQ(parse_date_s("2100-03-01"), 4'107'542'400);            // no leap day in 2100
}

TEST(Calendar, RefusesWhatIsNoDate) {
  for (const char* text :
       {"", "2026", "2026-5-1", "2026-13-01", "2026-00-01", "2026-01-32", "1969-12-31", "2026-01-01T00:00:00",
        "2026-01-01T24:00:00Z", "2026-01-01 00:00:00Z", "2026/01/01", "+026-01-01", "2026-01-01T00:00:00Zx"}) {
    EXPECT_FALSE(parse_date_s(text)) << text;
  }
}

}  // namespace
}  // namespace foliot::sim

#include "time/civil_date.hpp"

#include <gtest/gtest.h>

namespace foliot {
namespace {

TEST(CivilDate, IsThatOfTheGregorianCalendar) {
  struct Case {
    std::int64_t days;
    CivilDate date;
  };
  const Case cases[] = {{0, {1970, 1, 1}},       {-1, {1969, 12, 31}},    {31, {1970, 2, 1}},
                        {11'016, {2000, 2, 29}}, {11'017, {2000, 3, 1}},  {17'167, {2017, 1, 1}},
                        {24'855, {2038, 1, 19}}, {47'540, {2100, 2, 28}}, {47'541, {2100, 3, 1}},
                        {-25'567, {1900, 1, 1}}};
  for (const Case& c : cases) EXPECT_EQ(civil_date(c.days), c.date) << c.days;
}

TEST(CivilDate, DaysBeginAtMidnight) {
  constexpr std::int64_t kDay_ns = 86'400'000'000'000;
  EXPECT_EQ(day_of(WallTime::from_nanoseconds(0)), 0);
  EXPECT_EQ(day_of(WallTime::from_nanoseconds(kDay_ns - 1)), 0);
  EXPECT_EQ(day_of(WallTime::from_nanoseconds(kDay_ns)), 1);
  EXPECT_EQ(day_of(WallTime::from_nanoseconds(-1)), -1);
  EXPECT_EQ(day_of(WallTime::from_nanoseconds(-kDay_ns)), -1);
  EXPECT_EQ(day_of(WallTime::from_nanoseconds(-kDay_ns - 1)), -2);
}

}  // namespace
}  // namespace foliot

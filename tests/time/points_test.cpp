// MonoTime and WallTime: saturating points, and the way to the wire and back in every era.
#include "time/points.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace foliot {
namespace {

constexpr std::int64_t kBillion = 1'000'000'000;
constexpr std::int64_t kEraEnd_s = 2'085'978'496;  // 2036-02-07 06:28:16 UTC: RFC 5905 figure 4

WallTime wall(std::int64_t seconds, std::int64_t nanoseconds = 0) {
  return WallTime::from_nanoseconds(seconds * kBillion + nanoseconds);
}

TEST(TimePoint, DifferenceAndShiftAgree) {
  const MonoTime start = MonoTime::from_nanoseconds(123'456'789);
  const Interval span = Interval::from_seconds(1024.5);
  EXPECT_EQ((start + span) - start, span);
  EXPECT_EQ((start + span) - span, start);
  EXPECT_LT(start, start + span);
}

TEST(TimePoint, SaturatesAtTheEnds) {
  const MonoTime last = MonoTime::from_nanoseconds(std::numeric_limits<std::int64_t>::max());
  const MonoTime first = MonoTime::from_nanoseconds(std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(last + Interval::from_seconds(1), last);
  EXPECT_EQ(first - Interval::from_seconds(1), first);
  EXPECT_EQ(last - first, Interval::max());
  EXPECT_EQ(first - last, Interval::min());
}

TEST(TimePoint, TakesSecondsAndNanosecondsOfAnySize) {
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
  EXPECT_EQ(WallTime::from_seconds(1'800'000'000, 7).nanoseconds(), 1'800'000'000'000'000'007);
  EXPECT_EQ(WallTime::from_seconds(-1, 999'999'999).nanoseconds(), -1);
  EXPECT_EQ(WallTime::from_seconds(kMost, 0).nanoseconds(), kMost);
  EXPECT_EQ(WallTime::from_seconds(kLeast, 5).nanoseconds(), kLeast);
  EXPECT_EQ(WallTime::from_seconds(kMost / 1'000'000'000, 999'999'999).nanoseconds(), kMost);
}

TEST(ToTimestamp, KnowsTheDatesOfRfc5905) {
  // RFC 5905 figure 4: seconds of the era.
  EXPECT_EQ(to_timestamp(wall(0)).bits() >> 32U, 2'208'988'800U);
  EXPECT_EQ(to_timestamp(wall(63'072'000)).bits() >> 32U, 2'272'060'800U);   // 1 January 1972, first day of UTC
  EXPECT_EQ(to_timestamp(wall(946'598'400)).bits() >> 32U, 3'155'587'200U);  // 31 December 1999
  EXPECT_EQ(to_timestamp(wall(kEraEnd_s)).bits(), 0U);                       // first second of era 1
}

TEST(ToTimestamp, FractionsRoundToTheNearestUnit) {
  EXPECT_EQ(to_timestamp(wall(0, 500'000'000)).bits() & 0xffffffffU, 0x80000000U);
  EXPECT_EQ(to_timestamp(wall(0, 999'999'999)).bits() & 0xffffffffU, 4'294'967'292U);
  EXPECT_EQ(to_timestamp(wall(-1, 750'000'000)).bits(), (2'208'988'799ULL << 32U) + 0xc0000000U);
}

TEST(ToWallTime, UndoesToTimestampInEveryEra) {
  for (const std::int64_t second : {std::int64_t{0}, std::int64_t{1'700'000'000}, kEraEnd_s - 1, kEraEnd_s,
                                    kEraEnd_s + 1, std::int64_t{4'000'000'000}, std::int64_t{-1'000'000'000}}) {
    for (const std::int64_t ns : {0, 1, 499'999'999, 999'999'999}) {
      const WallTime time = wall(second, ns);
      EXPECT_EQ(to_wall_time(to_timestamp(time), wall(second + 86'400, 7)), time) << second << " " << ns;
      EXPECT_EQ(to_wall_time(to_timestamp(time), wall(second - 60LL * 31'556'952)), time) << second << " " << ns;
    }
  }
}

TEST(ToWallTime, TakesTheEraNearestToThePivot) {
  const Timestamp timestamp = Timestamp::from_bits(1ULL << 32U);
  EXPECT_EQ(to_wall_time(timestamp, wall(kEraEnd_s - 10)), wall(kEraEnd_s + 1));
  EXPECT_EQ(to_wall_time(timestamp, wall(-2'000'000'000)), wall(-kUnixEpochInNtp_s + 1));
}

}  // namespace
}  // namespace foliot

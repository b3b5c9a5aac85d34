// Timestamp: differences that are right in every era, and operators that must not exist.
#include "time/timestamp.hpp"

#include <gtest/gtest.h>

#include <concepts>

#include "time/points.hpp"

namespace foliot {
namespace {

template <class A, class B>
concept Addable = requires(A a, B b) {
  a + b;
};
template <class A, class B>
concept Subtractable = requires(A a, B b) {
  a - b;
};
template <class A, class B>
concept Ordered = requires(A a, B b) {
  a < b;
};
template <class A, class B>
concept Comparable = requires(A a, B b) {
  a == b;
};

static_assert(Subtractable<Timestamp, Timestamp> && Addable<Timestamp, Interval> && Comparable<Timestamp, Timestamp>);
static_assert(!Ordered<Timestamp, Timestamp>, "an era-less timestamp has no order");
static_assert(!Addable<Timestamp, Timestamp>, "the sum of two dates means nothing");
static_assert(!Subtractable<Timestamp, Interval> && !Addable<Interval, Timestamp>);
static_assert(!Subtractable<MonoTime, WallTime> && !Subtractable<WallTime, MonoTime>, "clocks do not mix");
static_assert(!Comparable<MonoTime, WallTime> && !Ordered<MonoTime, WallTime>);
static_assert(!Subtractable<Timestamp, WallTime> && !Subtractable<Timestamp, MonoTime>);
static_assert(!Addable<MonoTime, MonoTime> && Subtractable<MonoTime, MonoTime> && Ordered<MonoTime, MonoTime>);
static_assert(!std::constructible_from<Timestamp, std::uint64_t> && !std::convertible_to<Timestamp, std::uint64_t>);
static_assert(!std::convertible_to<MonoTime, WallTime> && !std::convertible_to<WallTime, MonoTime>);
static_assert(!std::constructible_from<Interval, double> && !std::convertible_to<double, Interval>);

constexpr Timestamp at(std::uint32_t seconds, std::uint32_t fraction = 0) {
  return Timestamp::from_bits(static_cast<std::uint64_t>(seconds) << 32U | fraction);
}

TEST(Timestamp, ZeroIsUnknown) {
  EXPECT_TRUE(Timestamp{}.is_unknown());
  EXPECT_FALSE(at(0, 1).is_unknown());
}

TEST(Timestamp, DifferenceCrossesTheEraOfFebruary2036) {
  const Timestamp before = at(0xffffffff, 0x80000000);  // half a second before the end of era 0
  const Timestamp after = at(1, 0x40000000);
  EXPECT_EQ(after - before, Interval::from_seconds(1.75));
  EXPECT_EQ(before - after, Interval::from_seconds(-1.75));
  EXPECT_EQ(before + Interval::from_seconds(1.75), after);
  EXPECT_EQ(after + Interval::from_seconds(-1.75), before);
}

TEST(Timestamp, DifferenceIsRightUpTo68YearsEitherWay) {
  const Timestamp base = at(3'000'000'000);
  for (const double years : {1.0, 20.0, 50.0, 68.0}) {
    const Interval span = Interval::from_seconds(years * 31'556'952);
    EXPECT_EQ((base + span) - base, span);
    EXPECT_EQ((base + -span) - base, -span);
  }
}

TEST(Timestamp, DifferenceLosesNothing) {
  EXPECT_EQ((at(5, 1) - at(5, 0)).raw(), 1);
  EXPECT_EQ((at(5, 0) - at(4, 0xffffffff)).raw(), 1);
}

}  // namespace
}  // namespace foliot

// XdpTime as the numbers of the XDP program, and the clocks it is read from.
#include "platform/xdp_time.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "platform/kernel_clock.hpp"
#include "platform/read_only_clock.hpp"
#include "platform/xdp_base.hpp"

namespace foliot::platform {
namespace {

XdpTime good_time() {
  XdpTime time;
  time.base_ns = 1'700'000'000'000'000'000;
  time.base = Timestamp::from_bits(0xe900'0000'4000'0000);
  time.life = Interval::from_seconds(4);
  time.dispersion = Interval::from_seconds(0.001);
  return time;
}

/// What the program serves, `age_ns` after the base, since then in seconds.
double served_s(const xdp_slot& slot, std::uint64_t age_ns) {
  const std::uint64_t units = age_ns * slot.whole + (age_ns * slot.fraction >> 32U);
  return static_cast<double>(units) * 0x1.0p-32;
}

TEST(XdpTime, RunsAsFastAsItIsTold) {
  for (const double rate : {0.0, 1e-6, -1e-6, 500e-6, -500e-6, 0.05, -0.05, 0.06, -0.06}) {
    XdpTime time = good_time();
    time.rate = rate;
    const xdp_slot slot = to_slot(time);
    ASSERT_GT(slot.life_ns, 0U) << rate;
    for (const std::uint64_t age_ns : {0ULL, 1ULL, 1000ULL, 1'000'000'000ULL, 3'999'999'999ULL}) {
      const double expected_s = static_cast<double>(age_ns) * 1e-9 * (1 + rate);
      EXPECT_NEAR(served_s(slot, age_ns), expected_s, 1.5e-9) << rate << ' ' << age_ns;
    }
  }
}

TEST(XdpTime, ServesNothingWhenANumberDoesNotFit) {
  EXPECT_EQ(to_slot(good_time()).life_ns, 4'000'000'000U);
  const auto life_of = [](auto change) {
    XdpTime time = good_time();
    change(time);
    return to_slot(time).life_ns;
  };
  EXPECT_EQ(life_of([](XdpTime& time) { time.rate = 0.07; }), 0U);
  EXPECT_EQ(life_of([](XdpTime& time) { time.rate = -1; }), 0U);
  EXPECT_EQ(life_of([](XdpTime& time) { time.rate = std::nan(""); }), 0U);
  EXPECT_EQ(life_of([](XdpTime& time) { time.dispersion_rate = 0.3; }), 0U);
  EXPECT_EQ(life_of([](XdpTime& time) { time.dispersion_rate = -1e-6; }), 0U);
  EXPECT_EQ(life_of([](XdpTime& time) { time.dispersion = Interval::from_seconds(-1); }), 0U);
  EXPECT_EQ(life_of([](XdpTime& time) { time.life = Interval::from_seconds(-1); }), 0U);
  EXPECT_EQ(life_of([](XdpTime& time) { time.life = Interval::from_seconds(1); }), 1'000'000'000U);
  EXPECT_EQ(life_of([](XdpTime& time) { time.life = Interval::from_seconds(100); }), 4'000'000'000U);
}

TEST(XdpBase, MeetsTheMachinesClockExactly) {
  KernelClock clock;
  const XdpBase base = read_xdp_base(clock);
  EXPECT_EQ(base.clock, XdpClock::tai);
  EXPECT_EQ(base.rate, 0);
  const std::int64_t ahead_ns = base.base_ns - base.served.wall.nanoseconds();
  EXPECT_EQ(ahead_ns % 1'000'000'000, 0) << "TAI is ahead of UTC by whole seconds";
  EXPECT_LT(std::abs(ahead_ns), 100'000'000'000);
}

TEST(XdpBase, FollowsAClockOfOurOwnByTheMonotonicOne) {
  ReadOnlyClock clock;
  ASSERT_TRUE(clock.apply(discipline::Step{Interval::from_seconds(3.25)}));
  ASSERT_TRUE(clock.apply(discipline::SetFrequency{Frequency::from_ppm(400)}));
  const XdpBase before = read_xdp_base(clock);
  EXPECT_EQ(before.clock, XdpClock::monotonic);
  EXPECT_NEAR(before.rate, 400e-6, 5e-6);
  const XdpBase after = read_xdp_base(clock);
  const double passed_s = static_cast<double>(after.base_ns - before.base_ns) * 1e-9;
  EXPECT_NEAR((after.served.wall - before.served.wall).seconds(), passed_s * (1 + before.rate), 20e-6);
}

}  // namespace
}  // namespace foliot::platform

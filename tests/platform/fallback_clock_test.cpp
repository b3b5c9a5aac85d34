// FallbackClock: from the machine's clock to a software clock, without a jump, when the machine says no.
#include "platform/fallback_clock.hpp"

#include <gtest/gtest.h>

#include "platform/fake_kernel.hpp"
#include "platform/machine_clock.hpp"

namespace foliot::platform {
namespace {

const discipline::SetFrequency kFaster{Frequency::from_ppm(25)};

FallbackClock on(const FakeKernel&) {
  return FallbackClock(std::make_unique<KernelClock>(FakeKernel::calls()));
}

TEST(FallbackClock, IsTheMachinesClockWhileItMayBeSet) {
  FakeKernel kernel;
  FallbackClock clock = on(kernel);
  ASSERT_TRUE(clock.apply(kFaster).has_value());
  EXPECT_FALSE(clock.is_read_only());
  EXPECT_TRUE(clock.takes_leap_seconds());
  EXPECT_EQ(kernel.requests.size(), 1U);
}

TEST(FallbackClock, GoesOnByItselfWhenThePrivilegeIsGone) {
  FakeKernel kernel;
  FallbackClock clock = on(kernel);
  ASSERT_TRUE(clock.apply(kFaster).has_value());
  kernel.refuse_with = EPERM;
  ASSERT_TRUE(clock.apply(discipline::SetFrequency{Frequency::from_ppm(40)}).has_value());
  EXPECT_TRUE(clock.is_read_only());
  EXPECT_FALSE(clock.takes_leap_seconds());
  EXPECT_NEAR(clock.frequency().ppm(), 40, 1e-9);
  EXPECT_LT((clock.now().wall - system_clock_reading().wall).abs().seconds(), 1e-3) << "without a jump";
  const auto asked = kernel.requests.size();
  ASSERT_TRUE(clock.apply(discipline::Step{Interval::from_seconds(100)}).has_value());
  EXPECT_EQ(kernel.requests.size(), asked) << "the machine's clock is left alone from then on";
  EXPECT_NEAR((clock.now().wall - system_clock_reading().wall).seconds(), 100, 1e-2);
  const WallTime stamp = system_clock_reading().wall;
  EXPECT_NEAR((clock.at_realtime(stamp).wall - stamp).seconds(), 100, 1e-2);
}

TEST(FallbackClock, CarriesARefusedStepOut) {
  FakeKernel kernel;
  kernel.refuse_with = EPERM;
  FallbackClock clock = on(kernel);
  ASSERT_TRUE(clock.apply(discipline::Step{Interval::from_seconds(-7)}).has_value());
  EXPECT_TRUE(kernel.set_to.empty());
  EXPECT_NEAR((clock.now().wall - system_clock_reading().wall).seconds(), -7, 1e-2);
}

TEST(FallbackClock, StaysWhereItIsForAnyOtherRefusal) {
  FakeKernel kernel;
  kernel.refuse_with = EINVAL;
  FallbackClock clock = on(kernel);
  EXPECT_FALSE(clock.apply(kFaster).has_value());
  EXPECT_FALSE(clock.is_read_only());
}

}  // namespace
}  // namespace foliot::platform

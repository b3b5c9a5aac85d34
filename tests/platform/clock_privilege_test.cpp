// Whether the machine's clock may be steered; asked of a fake kernel only.
#include "platform/clock_privilege.hpp"

#include <gtest/gtest.h>

#include "platform/fake_kernel.hpp"

namespace foliot::platform {
namespace {

constexpr const char* kFirstNamespace = "         0          0 4294967295\n";
constexpr const char* kOtherNamespace = "         0     100000      65536\n";
constexpr const char* kRoot = "Name:\tntpd\nCapInh:\t0000000000000000\nCapEff:\t000001ffffffffff\nCapBnd:\t0\n";
constexpr const char* kUser = "Name:\tntpd\nCapInh:\t000001ffffffffff\nCapEff:\t0000000000000400\n";

TEST(ClockPrivilege, FindsTheCapabilityInTheEffectiveSet) {
  EXPECT_TRUE(has_sys_time(kRoot));
  EXPECT_TRUE(has_sys_time("A:\nCapEff:\t0000000002000000\n"));
  EXPECT_FALSE(has_sys_time(kUser));
  EXPECT_FALSE(has_sys_time("A:\nCapEff:\tfrog\n"));
  EXPECT_FALSE(has_sys_time("A:\nCapEff:"));
  EXPECT_FALSE(has_sys_time(""));
}

TEST(ClockPrivilege, KnowsTheFirstUserNamespace) {
  EXPECT_TRUE(is_first_user_namespace(kFirstNamespace));
  EXPECT_FALSE(is_first_user_namespace(kOtherNamespace));
  EXPECT_FALSE(is_first_user_namespace(""));
}

TEST(ClockPrivilege, AsksNobodyWhenTheCapabilityIsThere) {
  FakeKernel kernel;
  EXPECT_TRUE(may_steer(kRoot, kFirstNamespace, FakeKernel::calls()));
  EXPECT_TRUE(kernel.requests.empty());
}

TEST(ClockPrivilege, BelievesTheKernelThatRefusesWithoutIt) {
  FakeKernel kernel;
  kernel.refuse_with = EPERM;
  EXPECT_FALSE(may_steer(kUser, kFirstNamespace, FakeKernel::calls()));
  EXPECT_FALSE(may_steer(kRoot, kOtherNamespace, FakeKernel::calls()));
  EXPECT_FALSE(may_steer("", "", FakeKernel::calls()));
}

TEST(ClockPrivilege, SeesASimulatorThatLetsEverybodySteer) {
  FakeKernel kernel;
  kernel.refuse_with = EINVAL;
  EXPECT_TRUE(may_steer(kUser, kFirstNamespace, FakeKernel::calls()));
}

TEST(ClockPrivilege, ProbesWithARequestThatNoClockCanFollow) {
  FakeKernel kernel;
  kernel.refuse_with = EPERM;
  static_cast<void>(may_steer(kUser, kFirstNamespace, FakeKernel::calls()));
  ASSERT_EQ(kernel.requests.size(), 1U);
  EXPECT_EQ(kernel.last().modes, static_cast<unsigned>(ADJ_TICK));
  EXPECT_EQ(kernel.last().tick, 0);
}

}  // namespace
}  // namespace foliot::platform

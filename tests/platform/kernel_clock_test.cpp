// KernelClock: the requests it would submit; no clock is touched.
#include "platform/kernel_clock.hpp"

#include <gtest/gtest.h>

#include "platform/fake_kernel.hpp"
#include "platform/machine_clock.hpp"

namespace foliot::platform {
namespace {

constexpr unsigned kFrequencyModes = ADJ_TICK | ADJ_FREQUENCY;

discipline::SetFrequency set_ppm(double ppm) {
  return {Frequency::from_ppm(ppm)};
}
discipline::Step step_s(double shift_s) {
  return {Interval::from_seconds(shift_s)};
}

TEST(KernelClock, SubmitsFrequenciesWithinTheKernelsRangeAtTheNominalTick) {
  const struct {
    double ppm;
    long freq;
  } cases[] = {{0, 0}, {1, 65'536}, {-12.5, -819'200}, {500, 32'768'000}, {-500, -32'768'000}};
  FakeKernel kernel;
  KernelClock clock(FakeKernel::calls());
  for (const auto& each : cases) {
    ASSERT_TRUE(clock.apply(set_ppm(each.ppm)).has_value());
    EXPECT_EQ(kernel.last().modes, kFrequencyModes);
    EXPECT_EQ(kernel.last().freq, each.freq) << each.ppm;
    EXPECT_EQ(kernel.last().tick, 10'000) << each.ppm;
    EXPECT_NEAR(clock.frequency().ppm(), each.ppm, 1e-5);
  }
}

TEST(KernelClock, MakesLargerFrequenciesOfTicksAndARest) {
  const struct {
    double ppm;
    long tick;
    double rest_ppm;
  } cases[] = {{700, 10'007, 0}, {-1'234, 9'988, -34}, {100'000, 11'000, 0}, {-100'000, 9'000, 0}, {549, 10'005, 49}};
  FakeKernel kernel;
  KernelClock clock(FakeKernel::calls());
  for (const auto& each : cases) {
    ASSERT_TRUE(clock.apply(set_ppm(each.ppm)).has_value());
    EXPECT_EQ(kernel.last().tick, each.tick) << each.ppm;
    EXPECT_NEAR(static_cast<double>(kernel.last().freq) / 65'536, each.rest_ppm, 1e-4) << each.ppm;
    EXPECT_NEAR(clock.frequency().ppm(), each.ppm, 1e-4);
  }
}

TEST(KernelClock, BringsTheTickBackWithTheNextSmallFrequency) {
  FakeKernel kernel;
  KernelClock clock(FakeKernel::calls());
  ASSERT_TRUE(clock.apply(set_ppm(50'000)).has_value());
  ASSERT_TRUE(clock.apply(set_ppm(20)).has_value());
  EXPECT_EQ(kernel.last().modes & ADJ_TICK, ADJ_TICK);
  EXPECT_EQ(kernel.last().tick, 10'000);
}

TEST(KernelClock, BringsTheTickBackWhenItEndsInTheMiddleOfALargeSlew) {
  FakeKernel kernel;
  { KernelClock(FakeKernel::calls()).apply(set_ppm(50'000)).value(); }
  EXPECT_EQ(kernel.last().modes, static_cast<unsigned>(ADJ_TICK));
  EXPECT_EQ(kernel.last().tick, 10'000);
  kernel.requests.clear();
  { KernelClock(FakeKernel::calls()).apply(set_ppm(50)).value(); }
  EXPECT_EQ(kernel.requests.size(), 1U);
}

TEST(KernelClock, StartsFromTheFrequencyTheKernelWasLeftAt) {
  FakeKernel kernel;
  kernel.state.tick = 10'001;
  kernel.state.freq = -65'536 * 30;
  KernelClock clock(FakeKernel::calls());
  EXPECT_NEAR(clock.frequency().ppm(), 70, 1e-9);
  EXPECT_TRUE(kernel.requests.empty());
}

TEST(KernelClock, DoesNotBelieveAKernelThatAnswersNonsense) {
  FakeKernel kernel;
  kernel.state.tick = 0;
  EXPECT_FALSE(read_kernel_frequency(FakeKernel::calls()).has_value());
  EXPECT_EQ(KernelClock(FakeKernel::calls()).frequency(), Frequency{});
}

TEST(KernelClock, StepsByAnOffsetInNanoseconds) {
  const struct {
    double shift_s;
    long seconds;
    long nanoseconds;
  } cases[] = {{1.5, 1, 500'000'000}, {-0.25, -1, 750'000'000}, {-3, -3, 0}, {0.000001, 0, 1'000}};
  FakeKernel kernel;
  KernelClock clock(FakeKernel::calls());
  for (const auto& each : cases) {
    ASSERT_TRUE(clock.apply(step_s(each.shift_s)).has_value());
    EXPECT_EQ(kernel.last().modes, static_cast<unsigned>(ADJ_SETOFFSET | ADJ_NANO));
    EXPECT_EQ(kernel.last().time.tv_sec, each.seconds) << each.shift_s;
    EXPECT_NEAR(static_cast<double>(kernel.last().time.tv_usec), static_cast<double>(each.nanoseconds), 1);
  }
  EXPECT_TRUE(kernel.set_to.empty());
}

TEST(KernelClock, SetsTheTimeWhereTheKernelKnowsNoOffset) {
  FakeKernel kernel;
  kernel.refuse_with = EINVAL;
  KernelClock clock(FakeKernel::calls());
  const WallTime expected = system_clock_reading().wall + Interval::from_seconds(100);
  ASSERT_TRUE(clock.apply(step_s(100)).has_value());
  ASSERT_EQ(kernel.set_to.size(), 1U);
  EXPECT_NEAR(static_cast<double>(kernel.set_to[0].tv_sec), static_cast<double>(expected.nanoseconds()) / 1e9, 2);
  kernel.refuse_set_with = EPERM;
  EXPECT_EQ(clock.apply(step_s(1)).error(), clock::ClockError::not_permitted);
}

TEST(KernelClock, AdjustsInMicrosecondsWithinWhatAdjtimeTakes) {
  FakeKernel kernel;
  KernelClock clock(FakeKernel::calls());
  ASSERT_TRUE(clock.apply(discipline::Adjust{Interval::from_seconds(-0.0125)}).has_value());
  EXPECT_EQ(kernel.last().modes, static_cast<unsigned>(ADJ_OFFSET_SINGLESHOT));
  EXPECT_EQ(kernel.last().offset, -12'500);
  const auto refused = clock.apply(discipline::Adjust{Interval::from_seconds(3'000)});
  EXPECT_EQ(refused.error(), clock::ClockError::out_of_range);
  EXPECT_EQ(kernel.requests.size(), 1U);
}

TEST(KernelClock, TellsProgramsTheStatusAndSwitchesTheKernelsOwnLoopOff) {
  const struct {
    LeapIndicator leap;
    int status;
  } cases[] = {{LeapIndicator::none, 0},
               {LeapIndicator::insert_second, STA_INS},
               {LeapIndicator::delete_second, STA_DEL},
               {LeapIndicator::unsynchronized, STA_UNSYNC}};
  FakeKernel kernel;
  KernelClock clock(FakeKernel::calls());
  for (const auto& each : cases) {
    const discipline::SetStatus status{each.leap, Interval::from_seconds(0.25), Interval::from_seconds(0.001)};
    ASSERT_TRUE(clock.apply(status).has_value());
    EXPECT_EQ(kernel.last().modes, static_cast<unsigned>(ADJ_STATUS | ADJ_MAXERROR | ADJ_ESTERROR));
    EXPECT_EQ(kernel.last().status, each.status);
    EXPECT_NEAR(static_cast<double>(kernel.last().maxerror), 250'000, 1);
    EXPECT_NEAR(static_cast<double>(kernel.last().esterror), 1'000, 1);
  }
  ASSERT_TRUE(clock.apply(discipline::SetStatus{LeapIndicator::none, Interval::max(), Interval::min()}).has_value());
  EXPECT_EQ(kernel.last().maxerror, 16'000'000);
  EXPECT_EQ(kernel.last().esterror, 0);
}

TEST(KernelClock, SetsTheTaiOffsetWhenItIsKnown) {
  FakeKernel kernel;
  KernelClock clock(FakeKernel::calls());
  discipline::SetStatus status{LeapIndicator::none, Interval::from_seconds(0.25), Interval::from_seconds(0.001)};
  status.tai_offset_s = 37;
  ASSERT_TRUE(clock.apply(status).has_value());
  EXPECT_EQ(kernel.last().modes, static_cast<unsigned>(ADJ_STATUS | ADJ_MAXERROR | ADJ_ESTERROR | ADJ_TAI));
  EXPECT_EQ(kernel.last().constant, 37);
}

TEST(KernelClock, AnnouncesALeapSecondAnewAfterAStep) {
  // A step makes the kernel forget when the leap second is; it takes a new announcement only after it saw none.
  FakeKernel kernel;
  KernelClock clock(FakeKernel::calls());
  const discipline::SetStatus insert{LeapIndicator::insert_second, Interval::from_seconds(0.25), Interval{}};
  ASSERT_TRUE(clock.apply(insert).has_value());
  EXPECT_EQ(kernel.last().status, STA_INS);
  ASSERT_TRUE(clock.apply(step_s(1)).has_value());
  ASSERT_TRUE(clock.apply(insert).has_value());
  EXPECT_EQ(kernel.last().status, 0);
  ASSERT_TRUE(clock.apply(insert).has_value());
  EXPECT_EQ(kernel.last().status, STA_INS);
  ASSERT_TRUE(clock.apply(insert).has_value());
  EXPECT_EQ(kernel.last().status, STA_INS);
}

TEST(KernelClock, SaysThatItIsNotPermittedAndKeepsWhatItKnew) {
  FakeKernel kernel;
  kernel.refuse_with = EPERM;
  KernelClock clock(FakeKernel::calls());
  const discipline::ClockCommand commands[] = {set_ppm(7), step_s(1), discipline::Adjust{Interval::from_seconds(1)},
                                               discipline::SetStatus{}};
  for (const auto& command : commands) {
    const auto result = clock.apply(command);
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error(), clock::ClockError::not_permitted);
  }
  EXPECT_EQ(clock.frequency(), Frequency{});
  EXPECT_TRUE(kernel.set_to.empty());
  EXPECT_EQ(clock.apply(set_ppm(1e6)).error(), clock::ClockError::out_of_range);
}

TEST(KernelClock, TakesAKernelStampAsItsOwnTime) {
  FakeKernel kernel;
  KernelClock clock(FakeKernel::calls());
  const ClockReading now = clock.now();
  const WallTime stamp = now.wall - Interval::from_seconds(0.01);
  const ClockReading then = clock.at_realtime(stamp);
  EXPECT_EQ(then.wall, stamp);
  EXPECT_NEAR((now.mono - then.mono).seconds(), 0.01, 1e-3);
  EXPECT_GE(clock.at_realtime(WallTime{}).mono, now.mono);
}

}  // namespace
}  // namespace foliot::platform

#include "discipline/rtc_plan.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace foliot::discipline {
namespace {

MonoTime at(double seconds) {
  return MonoTime{} + Interval::from_seconds(seconds);
}

/// When, asked every second, `plan` has this task within `end_s`.
std::vector<int> times_of(RtcPlan& plan, RtcTask wanted, int end_s, int begin_s = 0) {
  std::vector<int> times;
  for (int now_s = begin_s; now_s <= end_s; ++now_s) {
    if (plan.take(at(now_s), true) == wanted) times.push_back(now_s);
  }
  return times;
}

TEST(RtcPlan, DoesNothingUnlessToldTo) {
  RtcPlan plan;
  EXPECT_FALSE(plan.take(at(0), true));
  plan.configure(true, true);
  EXPECT_TRUE(plan.take(at(0), true));
  plan.configure(false, false);
  EXPECT_FALSE(plan.take(at(5000), true));
  EXPECT_FALSE(plan.next_look());
}

TEST(RtcPlan, LooksOftenAtFirst) {
  RtcPlan plan;
  plan.configure(true, false);
  EXPECT_EQ(times_of(plan, RtcTask::look, 500), (std::vector{0, 4, 12, 28, 60, 124, 234, 344, 454}));
}

TEST(RtcPlan, WritesAtOnceAndEveryElevenMinutes) {
  RtcPlan plan;
  plan.configure(false, true);
  const auto writes = times_of(plan, RtcTask::look_and_write, 7000);
  ASSERT_EQ(writes.size(), 11U);
  EXPECT_EQ(writes.front(), 0);
  for (std::size_t i = 1; i < writes.size(); ++i) EXPECT_NEAR(writes[i] - writes[i - 1], 660, 60) << i;
}

TEST(RtcPlan, LooksSoonAfterAWriting) {
  RtcPlan plan;
  plan.configure(false, true);
  EXPECT_EQ(plan.take(at(0), true), RtcTask::look_and_write);
  EXPECT_EQ(plan.next_look(), at(4));
}

TEST(RtcPlan, WritesAtOnceWhenThatIsTurnedOn) {
  RtcPlan plan;
  plan.configure(true, false);
  static_cast<void>(times_of(plan, RtcTask::look, 1000));
  plan.configure(true, true);
  EXPECT_EQ(plan.take(at(1001), true), RtcTask::look_and_write);
}

TEST(RtcPlan, WaitsForASynchronisedClock) {
  RtcPlan plan;
  plan.configure(true, true);
  for (int now_s = 0; now_s < 100; ++now_s) EXPECT_FALSE(plan.take(at(now_s), false));
  EXPECT_FALSE(plan.next_look());
  EXPECT_EQ(plan.take(at(100), true), RtcTask::look_and_write);
}

TEST(RtcPlan, DoesNotWriteMoreOftenWhenSynchronisationComesAndGoes) {
  RtcPlan plan;
  plan.configure(true, true);
  int writes = 0;
  for (int now_s = 0; now_s < 600; ++now_s) {
    if (plan.take(at(now_s), now_s % 2 == 0) == RtcTask::look_and_write) ++writes;
  }
  EXPECT_EQ(writes, 1);
}

TEST(RtcPlan, LooksAgainAtOnceWhenAClockWasSet) {
  RtcPlan plan;
  plan.configure(true, false);
  static_cast<void>(times_of(plan, RtcTask::look, 1000));
  plan.start_over();
  EXPECT_EQ(times_of(plan, RtcTask::look, 1020, 1001), (std::vector{1001, 1005, 1013}));
}

}  // namespace
}  // namespace foliot::discipline

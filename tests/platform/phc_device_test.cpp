// PhcDevice: the three ways to read a card's clock.
#include "platform/phc_device.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "platform/fake_card.hpp"

namespace foliot::platform {
namespace {

using Asked = std::vector<unsigned long>;

PhcDevice open(bool use_cross = true) {
  auto device = PhcDevice::open(FakeCard::calls(), 3, use_cross);
  if (!device) ADD_FAILURE() << device.error().text();
  return std::move(*device);
}

/// How far the card's clock is ahead of the free-running one by a reading, at the middle of its window.
std::int64_t ahead_ns(const clock::PhcReading& reading) {
  const MonoTime middle = reading.before + (reading.after - reading.before).half();
  return reading.phc.nanoseconds() - middle.nanoseconds();
}

TEST(PhcDevice, ComparesInHardwareWhereTheCardCan) {
  FakeCard card;
  PhcDevice device = open();
  const auto readings = device.read();
  ASSERT_TRUE(readings);
  ASSERT_EQ(readings->size(), 1U);
  EXPECT_EQ(readings->front().before, readings->front().after);
  EXPECT_EQ(ahead_ns(readings->front()), card.ahead_ns);
  EXPECT_EQ(card.asked, (Asked{PTP_SYS_OFFSET_PRECISE, PTP_SYS_OFFSET_PRECISE}));
  EXPECT_EQ(card.opened, std::vector<std::string>{"/dev/ptp3"});
}

TEST(PhcDevice, DoesNotCompareInHardwareWhereItMayNot) {
  FakeCard card;
  static_cast<void>(open(false));
  EXPECT_EQ(card.asked, Asked{PTP_SYS_OFFSET_EXTENDED});
}

TEST(PhcDevice, TakesTimesThatNoClockHas) {
  using Limits = std::numeric_limits<std::int64_t>;
  for (const std::int64_t shows_s : {Limits::max(), Limits::min()}) {
    for (const bool use_cross : {true, false}) {
      FakeCard card;
      card.shows_s = shows_s;
      PhcDevice device = open(use_cross);
      clock::PhcTracker tracker{clock::PhcOptions{}};
      for (int i = 0; i < 4; ++i) {
        const auto readings = device.read();
        ASSERT_TRUE(readings);
        tracker.add(*readings);
        card.mono_ns += FakeCard::kSecond_ns;
      }
      EXPECT_FALSE(tracker.map()) << "it does not go on";
    }
  }
}

struct Way {
  const char* name;
  std::set<unsigned long> reads;
  Asked asked;  ///< to open it and to read it once more
};

class PhcWays : public testing::TestWithParam<Way> {};

TEST_P(PhcWays, PutsReadingsOnTheFreeRunningClock) {
  for (const int refusal : {EOPNOTSUPP, ENOTTY, EINVAL}) {
    FakeCard card;
    card.reads = GetParam().reads;
    card.refuse_reads = refusal;
    PhcDevice device = open();
    const auto readings = device.read();
    ASSERT_TRUE(readings);
    ASSERT_EQ(readings->size(), 10U);
    for (const clock::PhcReading& one : *readings) {
      EXPECT_NEAR(static_cast<double>(ahead_ns(one) - card.ahead_ns), 0, 2);
      EXPECT_NEAR((one.after - one.before).seconds(), FakeCard::kWindow_ns * 1e-9, 2e-9);
    }
    EXPECT_LE(readings->back().after, MonoTime::from_nanoseconds(card.mono_ns + 1));
    EXPECT_EQ(card.asked, GetParam().asked);
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, PhcWays,
    testing::Values(Way{"extended",
                        {PTP_SYS_OFFSET_EXTENDED, PTP_SYS_OFFSET},
                        {PTP_SYS_OFFSET_PRECISE, PTP_SYS_OFFSET_EXTENDED, PTP_SYS_OFFSET_EXTENDED}},
                    Way{"simple",
                        {PTP_SYS_OFFSET},
                        {PTP_SYS_OFFSET_PRECISE, PTP_SYS_OFFSET_EXTENDED, PTP_SYS_OFFSET, PTP_SYS_OFFSET}}),
    [](const auto& one) { return one.param.name; });

TEST(PhcDevice, GivesNothingWhenRealtimeWasSteppedMeanwhile) {
  for (const std::int64_t step_ns : {FakeCard::kSecond_ns, -FakeCard::kSecond_ns, std::int64_t{100'000}}) {
    FakeCard card;
    PhcDevice device = open(false);
    card.step_ns = step_ns;
    const auto readings = device.read();
    ASSERT_TRUE(readings);
    EXPECT_TRUE(readings->empty()) << step_ns;
    EXPECT_EQ(device.read()->size(), 10U) << "afterwards it goes on";
  }
}

TEST(PhcDevice, SaysWhyACardCannotBeRead) {
  FakeCard card;
  card.refuse_open = EACCES;
  EXPECT_EQ(PhcDevice::open(FakeCard::calls(), 3, true).error().errno_value, EACCES);
  card.refuse_open = 0;
  card.reads = {};
  EXPECT_EQ(PhcDevice::open(FakeCard::calls(), 3, true).error().errno_value, EOPNOTSUPP);
  card.reads = {PTP_SYS_OFFSET_EXTENDED};
  PhcDevice device = open();
  card.reads = {};
  card.refuse_reads = ENODEV;
  EXPECT_EQ(device.read().error().errno_value, ENODEV) << "the card is gone";
}

}  // namespace
}  // namespace foliot::platform

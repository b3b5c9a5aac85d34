// StampingCard: what an interface is asked for, and what is left as it was.
#include "platform/stamping_card.hpp"

#include <gtest/gtest.h>

#include "platform/fake_card.hpp"

namespace foliot::platform {
namespace {

constexpr std::uint32_t bit(int number) {
  return 1U << static_cast<unsigned>(number);
}

std::expected<StampingCard, SysError> enable(CardFilter filter = CardFilter::ntp) {
  return StampingCard::enable(FakeCard::calls(), {.interface = "eth7", .filter = filter});
}

TEST(StampingCard, HasTheCardStampAndPutsBackWhatWasBefore) {
  FakeCard fake;
  auto card = enable();
  ASSERT_TRUE(card);
  EXPECT_EQ(card->interface_index(), FakeCard::kIndex);
  EXPECT_TRUE(card->stamps_arrivals());
  EXPECT_EQ(fake.config.tx_type, HWTSTAMP_TX_ON);
  EXPECT_EQ(fake.config.rx_filter, HWTSTAMP_FILTER_ALL);
  EXPECT_EQ(fake.opened, std::vector<std::string>{"/dev/ptp3"});
  EXPECT_TRUE(card->restore());
  EXPECT_EQ(fake.config.tx_type, HWTSTAMP_TX_OFF);
  EXPECT_EQ(fake.config.rx_filter, HWTSTAMP_FILTER_NONE);
  EXPECT_TRUE(card->restore());
  EXPECT_EQ(fake.set.size(), 2U) << "only once";
}

struct Filter {
  const char* name;
  CardFilter wanted;
  std::uint32_t has;
  hwtstamp_config before;
  std::optional<hwtstamp_config> set;  ///< nothing: it is left as it is
};

class CardFilters : public testing::TestWithParam<Filter> {};

TEST_P(CardFilters, AreAskedForAsTheCardHasThem) {
  const Filter& filter = GetParam();
  FakeCard fake;
  fake.rx_filters = bit(HWTSTAMP_FILTER_NONE) | filter.has;
  fake.config = filter.before;
  const auto card = enable(filter.wanted);
  ASSERT_TRUE(card);
  ASSERT_EQ(fake.set.size(), filter.set ? 1U : 0U);
  const hwtstamp_config expected = filter.set.value_or(filter.before);
  EXPECT_EQ(fake.config.tx_type, expected.tx_type);
  EXPECT_EQ(fake.config.rx_filter, expected.rx_filter);
  EXPECT_EQ(card->stamps_arrivals(), expected.rx_filter != HWTSTAMP_FILTER_NONE);
}

constexpr hwtstamp_config kOff{0, HWTSTAMP_TX_OFF, HWTSTAMP_FILTER_NONE};
constexpr hwtstamp_config set_to(int filter, int tx_type = HWTSTAMP_TX_ON) {
  return {0, tx_type, filter};
}
constexpr std::uint32_t kAll = bit(HWTSTAMP_FILTER_ALL);
constexpr std::uint32_t kNtp = bit(HWTSTAMP_FILTER_NTP_ALL);
constexpr std::uint32_t kPtp = bit(HWTSTAMP_FILTER_PTP_V2_EVENT);

INSTANTIATE_TEST_SUITE_P(
    All, CardFilters,
    testing::Values(Filter{"ntp", CardFilter::ntp, kAll | kNtp, kOff, set_to(HWTSTAMP_FILTER_NTP_ALL)},
                    Filter{"all_for_ntp", CardFilter::ntp, kAll | kPtp, kOff, set_to(HWTSTAMP_FILTER_ALL)},
                    Filter{"departures_only", CardFilter::ntp, kPtp, kOff, set_to(HWTSTAMP_FILTER_NONE)},
                    Filter{"none", CardFilter::none, kAll, kOff, set_to(HWTSTAMP_FILTER_NONE)},
                    Filter{"ptp", CardFilter::ptp, kAll | kPtp, kOff, set_to(HWTSTAMP_FILTER_PTP_V2_EVENT)},
                    Filter{"all", CardFilter::all, kAll | kNtp, kOff, set_to(HWTSTAMP_FILTER_ALL)},
                    Filter{"set_already", CardFilter::ntp, kAll, set_to(HWTSTAMP_FILTER_ALL), std::nullopt},
                    Filter{"set_wider", CardFilter::ntp, kAll | kNtp, set_to(HWTSTAMP_FILTER_ALL), std::nullopt},
                    Filter{"another_way_of_sending", CardFilter::ntp, kAll,
                           set_to(HWTSTAMP_FILTER_ALL, HWTSTAMP_TX_ONESTEP_SYNC), std::nullopt},
                    Filter{"widened", CardFilter::ntp, kAll | kNtp | kPtp, set_to(HWTSTAMP_FILTER_PTP_V2_EVENT),
                           set_to(HWTSTAMP_FILTER_ALL)},
                    Filter{"not_taken_from_others", CardFilter::ntp, kNtp | kPtp, set_to(HWTSTAMP_FILTER_PTP_V2_EVENT),
                           std::nullopt},
                    Filter{"receiving_only", CardFilter::ntp, kAll, set_to(HWTSTAMP_FILTER_ALL, HWTSTAMP_TX_OFF),
                           set_to(HWTSTAMP_FILTER_ALL)}),
    [](const auto& one) { return one.param.name; });

TEST(StampingCard, DoesNotPutBackWhatItWasNotTold) {
  FakeCard fake;
  fake.tells_config = false;
  auto card = enable();
  ASSERT_TRUE(card);
  EXPECT_TRUE(card->restore());
  EXPECT_EQ(fake.set.size(), 1U);
}

TEST(StampingCard, RefusesCardsThatCannot) {
  const auto refusal = [] { return enable().error().errno_value; };
  FakeCard fake;
  fake.so_timestamping = SOF_TIMESTAMPING_TX_SOFTWARE | SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
  EXPECT_EQ(refusal(), EOPNOTSUPP);
  fake.so_timestamping = SOF_TIMESTAMPING_MASK;
  fake.phc_index = -1;
  EXPECT_EQ(refusal(), EOPNOTSUPP);
  fake.phc_index = 0;
  fake.tx_types = bit(HWTSTAMP_TX_OFF);
  EXPECT_EQ(refusal(), EOPNOTSUPP);
  fake.tx_types = bit(HWTSTAMP_TX_ON);
  fake.refuse_open = ENOENT;
  EXPECT_EQ(refusal(), ENOENT);
  EXPECT_TRUE(fake.set.empty()) << "nothing is turned on that cannot be used";
  fake.refuse_open = 0;
  fake.refuse_config = EPERM;
  EXPECT_EQ(refusal(), EPERM);
  fake.is_there = false;
  EXPECT_EQ(refusal(), ENODEV);
}

TEST(StampingCard, KnowsHowLongAnOctetTakes) {
  FakeCard fake;
  const auto card = enable();
  ASSERT_TRUE(card);
  EXPECT_DOUBLE_EQ(card->octet_s(), 8e-9);
  fake.speed_mbps = 100;
  EXPECT_DOUBLE_EQ(card->octet_s(), 80e-9);
  fake.speed_mbps = static_cast<std::uint32_t>(SPEED_UNKNOWN);
  EXPECT_EQ(card->octet_s(), 0);
  fake.speed_mbps = 0;
  EXPECT_EQ(card->octet_s(), 0);
}

}  // namespace
}  // namespace foliot::platform

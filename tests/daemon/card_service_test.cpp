// CardService: which cards are asked, how often their clocks are read, and what is said of those that fail.
#include "daemon/card_service.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "config/config.hpp"
#include "platform/fake_card.hpp"
#include "platform/files.hpp"
#include "platform/temporary_folder.hpp"

namespace foliot::daemon {
namespace {

using platform::FakeCard;
using platform::Link;

class Cards : public testing::Test {
 protected:
  Cards() { EXPECT_TRUE(sink.use_file(folder.file("log")).has_value()); }

  static config::Config config_of(const std::vector<config::HardwareStampLine>& lines) {
    config::Config config;
    config.hwtimestamp = lines;
    return config;
  }
  void enable(const std::vector<config::HardwareStampLine>& lines) {
    config::Config config = config_of(lines);
    service.enable(config, {{.index = 1, .name = "lo", .kind = {}, .is_loopback = true},
                            {.index = FakeCard::kIndex, .name = "eth7", .kind = {}},
                            {.index = 8, .name = "eth8", .kind = {}},
                            {.index = 9, .name = "eth7.5", .kind = "vlan", .parent = FakeCard::kIndex, .vlan = 5}});
  }
  /// Turns of a tenth of a second each; how often the card's clock was read.
  std::size_t run(double seconds) {
    const std::size_t before = fake.asked.size();
    for (int i = 0; i < static_cast<int>(seconds * 10); ++i) {
      service.on_turn(MonoTime::from_nanoseconds(fake.mono_ns));
      fake.mono_ns += FakeCard::kSecond_ns / 10;
    }
    return fake.asked.size() - before;
  }
  [[nodiscard]] std::string logged() const { return platform::read_small_file(folder.file("log"), 100'000).value(); }
  [[nodiscard]] std::ptrdiff_t lines_logged() const { return std::ranges::count(logged(), '\n'); }

  platform::TemporaryFolder folder;
  platform::LogSink sink{"test"};
  Logger log{sink};
  FakeCard fake;
  CardService service{FakeCard::calls(), log};
};

TEST_F(Cards, KnowsWhoAsksForThem) {
  EXPECT_FALSE(asks_for_card_stamps(config_of({})));
  EXPECT_FALSE(asks_for_card_stamps(config_of({{.interface = "eth7"}, {.interface = "eth7", .off = true}})));
  EXPECT_TRUE(asks_for_card_stamps(config_of({{.interface = "eth7", .off = true}, {.interface = "*"}})));
}

TEST_F(Cards, OfAllInterfacesThoseStampThatCan) {
  enable({{.interface = "*", .txcomp_s = 3e-7, .rxcomp_s = 5e-7}});
  EXPECT_TRUE(logged().ends_with("hwtimestamp eth7: the card stamps packets\n")) << logged();
  ASSERT_EQ(service.table().count, 1U);
  const clock::Card& card = service.table().cards[0];
  EXPECT_EQ(card.interface_index, FakeCard::kIndex);
  EXPECT_FALSE(card.map.has_value());
  EXPECT_EQ(card.receive_compensation, Interval::from_seconds(5e-7));
  EXPECT_EQ(card.transmit_compensation, Interval::from_seconds(3e-7));
  run(1.5);
  ASSERT_TRUE(service.table().cards[0].map.has_value());
  EXPECT_DOUBLE_EQ(service.table().cards[0].octet_s, 8e-9);
  const auto placed = service.table().cards[0].map->at(clock::PhcTime::from_nanoseconds(fake.mono_ns + fake.ahead_ns));
  ASSERT_TRUE(placed);
  EXPECT_LT((placed->time - MonoTime::from_nanoseconds(fake.mono_ns)).abs(), placed->error);
  service.restore();
  EXPECT_EQ(service.table().count, 0U);
  EXPECT_EQ(fake.config.tx_type, HWTSTAMP_TX_OFF);
}

TEST_F(Cards, ALineOfItsOwnKeepsAnInterfaceOutOfTheOthers) {
  enable({{.interface = "*"}, {.interface = "eth7", .off = true}});
  EXPECT_TRUE(fake.set.empty());
  EXPECT_TRUE(logged().ends_with("hwtimestamp *: no card makes stamps; the kernel's stamps are used\n")) << logged();
}

TEST_F(Cards, TheLastLineOfAnInterfaceCounts) {
  enable({{.interface = "eth7", .rxfilter = config::ReceiveFilter::none},
          {.interface = "eth7", .rxfilter = config::ReceiveFilter::all}});
  EXPECT_EQ(fake.config.rx_filter, HWTSTAMP_FILTER_ALL);
}

TEST_F(Cards, ThoseThatFailAreOneLineEach) {
  fake.refuse_config = EPERM;
  enable({{.interface = "eth7"}, {.interface = "none0"}, {.interface = "eth7.5"}});
  EXPECT_EQ(lines_logged(), 3) << logged();
  EXPECT_NE(logged().find("hwtimestamp eth7: SIOCSHWTSTAMP: Operation not permitted; it takes CAP_NET_ADMIN and "
                          "/dev/ptp* when ntpd starts; the kernel's stamps are used\n"),
            std::string::npos)
      << logged();
  EXPECT_NE(logged().find("hwtimestamp none0: SIOCGIFINDEX: No such device;"), std::string::npos) << logged();
  EXPECT_NE(logged().find("hwtimestamp eth7.5: it has no card of its own"), std::string::npos) << logged();
  EXPECT_FALSE(service.next_deadline());
}

TEST_F(Cards, AreReadOftenInTheBeginningThenLess) {
  enable({{.interface = "eth7", .minpoll_log2_s = -1, .maxpoll_log2_s = 2, .nocrossts = true}});
  EXPECT_EQ(run(1.95), 4U);
  EXPECT_EQ(run(40), 10U);
  EXPECT_GT(service.next_deadline(), MonoTime::from_nanoseconds(fake.mono_ns - 1));
}

TEST_F(Cards, AReloadAppliesWhatNeedsNoStart) {
  enable({{.interface = "eth7"}});
  run(5);
  service.configure(config_of({{.interface = "eth7", .rxcomp_s = 1e-6}}));
  EXPECT_EQ(service.table().cards[0].receive_compensation, Interval::from_seconds(1e-6));
  EXPECT_EQ(lines_logged(), 1) << logged();
  service.configure(config_of({}));
  EXPECT_EQ(service.table().count, 0U);
  EXPECT_EQ(run(10), 0U);
  const auto other = config_of({{.interface = "*", .rxfilter = config::ReceiveFilter::all}});
  service.configure(other);
  service.configure(other);
  EXPECT_EQ(service.table().count, 1U) << "it was enabled at the start, by another line";
  EXPECT_EQ(lines_logged(), 3) << logged();
  EXPECT_NE(logged().find("hwtimestamp *: there was no such line when ntpd started, restart it\n"), std::string::npos);
  EXPECT_NE(logged().find("hwtimestamp eth7: rxfilter and nocrossts take effect at the next start\n"),
            std::string::npos);
}

TEST_F(Cards, OneThatIsGoneIsNotUsedAndSaidOnce) {
  enable({{.interface = "eth7"}});
  run(10);
  EXPECT_TRUE(service.table().cards[0].map.has_value());
  fake.reads = {};
  fake.refuse_reads = ENODEV;
  run(20);
  EXPECT_FALSE(service.table().cards[0].map.has_value());
  EXPECT_EQ(lines_logged(), 2) << logged();
  EXPECT_TRUE(logged().ends_with("No such device; the kernel's stamps are used\n")) << logged();
  fake.reads = {PTP_SYS_OFFSET_PRECISE};
  run(5);
  EXPECT_TRUE(service.table().cards[0].map.has_value());
}

}  // namespace
}  // namespace foliot::daemon

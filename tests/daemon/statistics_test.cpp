// Statistics: the hourly records, and what a reload changes, in virtual time.
#include "daemon/statistics.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <thread>

#include "platform/files.hpp"
#include "platform/temporary_folder.hpp"

namespace foliot::daemon {
namespace {

using Kind = config::Statistics;

constexpr int kManyTries = 10'000;  // of a millisecond each
constexpr int kFewTries = 30;
constexpr MonoTime kStart = MonoTime::from_nanoseconds(1'000'000'000'000);
/// 2019-06-17 10:00:00 UTC: day 58651, second 36000.
constexpr WallTime kStartOfWall = WallTime::from_nanoseconds(1'560'765'600'000'000'000);

ClockReading after(double seconds) {
  const Interval later = Interval::from_seconds(seconds);
  return {kStart + later, kStartOfWall + later};
}

engine::Record loop() {
  control::LoopRecord record;
  record.time_constant_log2_s = 6;
  return {record};
}

class StatisticsTest : public testing::Test {
 protected:
  StatisticsTest() { config_.statsdir = folder_.file(""); }
  config::Filegen& filegen(Kind kind) { return config_.filegens[static_cast<std::size_t>(kind)]; }
  void want(Kind kind) {
    filegen(kind).listed = true;
    filegen(kind).type = config::FilegenType::none;
  }
  void begin() { statistics_.emplace(kStart).configure(config_); }
  /// The end of Statistics writes what waits.
  std::string content(const std::string& name) {
    statistics_.reset();
    return platform::read_small_file(folder_.file(name), 4096).value_or("(none)");
  }

  platform::TemporaryFolder folder_;
  config::Config config_;
  std::optional<Statistics> statistics_;
};

TEST_F(StatisticsTest, AreDueEachHour) {
  begin();
  EXPECT_FALSE(statistics_->hour_is_over(after(3599.9).mono));
  EXPECT_TRUE(statistics_->hour_is_over(after(3600).mono));
  EXPECT_EQ(statistics_->next_deadline(), after(3600).mono);
  EXPECT_FALSE(statistics_->record_hour({}, after(3600))) << "nothing is wanted, so no counter begins anew";
  EXPECT_FALSE(statistics_->hour_is_over(after(7199.9).mono));
  EXPECT_TRUE(statistics_->hour_is_over(after(7200).mono));
}

TEST_F(StatisticsTest, TellEachHourWhatTheServerDid) {
  want(Kind::sysstats);
  begin();
  control::ServiceView service;
  service.since_reset_s = 3600;
  service.received = 12;
  service.kisses = 3;
  EXPECT_TRUE(statistics_->record_hour(service, after(3600)));
  service.received = 5;
  EXPECT_TRUE(statistics_->record_hour(service, after(7200.25)));
  EXPECT_EQ(content("sysstats"),
            "58651 39600.000 3600 12 0 0 0 0 0 0 0 0 3\n"
            "58651 43200.250 3600 5 0 0 0 0 0 0 0 0 3\n");
}

TEST_F(StatisticsTest, TellEachHourWhatTheProcessUsed) {
  want(Kind::usestats);
  begin();
  EXPECT_FALSE(statistics_->record_hour({}, after(3600)));
  EXPECT_FALSE(statistics_->record_hour({}, after(7200)));
  const std::string text = content("usestats");
  EXPECT_TRUE(text.starts_with("58651 39600.000 3600 ")) << text;
  EXPECT_NE(text.find("\n58651 43200.000 3600 0."), std::string::npos)
      << "what the first hour used counts no more: " << text;
}

TEST_F(StatisticsTest, ComeToNothingAfterDisableStats) {
  want(Kind::loopstats);
  want(Kind::sysstats);
  want(Kind::protostats);
  config_.switches.stats = false;
  begin();
  statistics_->note(loop(), after(1));
  statistics_->note_event("event", after(1));
  EXPECT_FALSE(statistics_->record_hour({}, after(3600)));
  EXPECT_EQ(content("loopstats"), "(none)");
  EXPECT_EQ(content("sysstats"), "(none)");
}

TEST_F(StatisticsTest, FollowAReload) {
  want(Kind::loopstats);
  begin();
  statistics_->note(loop(), after(1));
  filegen(Kind::loopstats).file = "other";
  want(Kind::protostats);
  statistics_->configure(config_);
  statistics_->note(loop(), after(2));
  statistics_->note_event("0.0.0.0 c61c 0c clock_step +0.800000 s", after(2));
  filegen(Kind::loopstats).listed = false;
  statistics_->configure(config_);
  statistics_->note(loop(), after(3));
  EXPECT_EQ(content("loopstats"), "58651 36001.000 0.000000000 0.000 0.000000000 0.000000 6\n");
  EXPECT_EQ(content("other"), "58651 36002.000 0.000000000 0.000 0.000000000 0.000000 6\n");
  EXPECT_EQ(content("protostats"), "58651 36002.000 0.0.0.0 c61c 0c clock_step +0.800000 s\n");
}

TEST_F(StatisticsTest, BeginANewFileAtMidnight) {
  want(Kind::loopstats);
  filegen(Kind::loopstats).type = config::FilegenType::day;
  begin();
  statistics_->note(loop(), after(50'399));
  statistics_->note(loop(), after(50'400));
  EXPECT_TRUE(content("loopstats.20190617").starts_with("58651 86399.000 "));
  EXPECT_TRUE(content("loopstats.20190618").starts_with("58652 0.000 "));
  EXPECT_EQ(content("loopstats"), content("loopstats.20190618"));
}

TEST_F(StatisticsTest, AreToldOfOnceAnHourWhenTheyCannotBeWritten) {
  config_.statsdir = folder_.file("nowhere");
  want(Kind::loopstats);
  begin();
  // One line and no more: the thread that writes may be slow to begin, and the lines that wait for it are limited. It
  // tells nobody when it is done, so it is looked for again and again.
  const auto complaint = [this](double seconds, int most_tries) {
    statistics_->note(loop(), after(seconds));
    std::optional<std::string> text;
    for (int tries = 0; tries < most_tries && !text; ++tries) {
      text = statistics_->complaint(after(seconds).mono);
      if (!text) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return text;
  };
  const auto first = complaint(1, kManyTries);
  ASSERT_TRUE(first.has_value());
  EXPECT_NE(first->find("nowhere/loopstats: open: No such file or directory"), std::string::npos) << *first;
  EXPECT_FALSE(complaint(3600, kFewTries).has_value());
  EXPECT_TRUE(complaint(3602, kManyTries).has_value());
}

}  // namespace
}  // namespace foliot::daemon

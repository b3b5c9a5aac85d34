#include "daemon/known_past.hpp"

#include <gtest/gtest.h>

#include <memory>

#include "discipline/time_floor.hpp"
#include "platform/files.hpp"
#include "platform/machine_clock.hpp"
#include "platform/temporary_folder.hpp"
#include "platform/virtual_clock.hpp"

namespace foliot::daemon {
namespace {

constexpr double kDay_s = 86'400;

struct KnownPast : testing::Test {
  KnownPast() {
    EXPECT_TRUE(sink.use_file(folder.file("log")).has_value());
    config.driftfile = folder.file("drift");
  }
  [[nodiscard]] std::unique_ptr<platform::VirtualClock> clock_at(WallTime time) const {
    const Interval offset = time - platform::system_clock_reading().wall;
    return *platform::VirtualClock::create(folder.file("clock"), offset, Frequency{},
                                           platform::VirtualClock::Existing::replace);
  }
  void note(WallTime time) { note_good_time(config, time, log); }
  [[nodiscard]] std::string logged() const { return platform::read_small_file(folder.file("log"), 100'000).value(); }

  platform::TemporaryFolder folder;
  platform::LogSink sink{"test"};
  Logger log{sink};
  config::Config config;
  WallTime long_ago = WallTime::from_nanoseconds(1'000'000'000);
  WallTime soon = platform::system_clock_reading().wall + Interval::from_seconds(100 * kDay_s);
};

bool shows(platform::VirtualClock& clock, WallTime time) {
  return (clock.now().wall - time).abs() < Interval::from_seconds(5);
}

TEST_F(KnownPast, AClockBehindTheLastGoodTimeIsMovedToItAndMayBeFarFromTheTruth) {
  const auto clock = clock_at(long_ago);
  note(soon);
  move_clock_to_known_past(config, *clock, log);
  EXPECT_TRUE(shows(*clock, soon));
  EXPECT_TRUE(config.discipline.allow_first_panic);
  EXPECT_NE(logged().find("the clock shows 1970-01-01T00:00:01Z, before the clock was last known to be right: moved"),
            std::string::npos)
      << logged();
}

TEST_F(KnownPast, WithoutAnythingElseTheBuildIsTheFloor) {
  const auto clock = clock_at(long_ago);
  config.driftfile.reset();
  move_clock_to_known_past(config, *clock, log);
  EXPECT_GT(clock->now().wall, WallTime::from_nanoseconds(1'600'000'000'000'000'000));
  EXPECT_NE(logged().find("before this program was built"), std::string::npos) << logged();
}

TEST_F(KnownPast, BaseDateAndLeapFileCount) {
  const auto clock = clock_at(long_ago);
  config.basedate_days = static_cast<int>(soon.nanoseconds() / 86'400'000'000'000) + 25'567;
  move_clock_to_known_past(config, *clock, log);
  EXPECT_TRUE((clock->now().wall - soon).abs() < Interval::from_seconds(kDay_s + 5));
  EXPECT_NE(logged().find("the date of `tos basedate`"), std::string::npos) << logged();
  const std::int64_t updated_s = soon.nanoseconds() / 1'000'000'000 + kUnixEpochInNtp_s + 10 * 86'400;
  ASSERT_TRUE(platform::write_file_atomically(folder.file("leap"),
                                              "#$ " + std::to_string(updated_s) + "\n#@ 4200000000\n2272060800 10\n")
                  .has_value());
  config.leapfile = config::LeapFile{folder.file("leap"), false};
  move_clock_to_known_past(config, *clock, log);
  EXPECT_TRUE(shows(*clock, soon + Interval::from_seconds(10 * kDay_s)));
}

TEST_F(KnownPast, AClockThatIsNotBehindIsLeftAlone) {
  const WallTime later = soon + Interval::from_seconds(kDay_s);
  const auto clock = clock_at(later);
  note(soon);
  move_clock_to_known_past(config, *clock, log);
  EXPECT_TRUE(shows(*clock, later));
  EXPECT_FALSE(config.discipline.allow_first_panic);
  EXPECT_EQ(logged(), "");
}

TEST_F(KnownPast, AClockThatIsNotToBeSteeredIsLeftAlone) {
  note(soon);
  config.discipline.enabled = false;
  const auto clock = clock_at(long_ago);
  move_clock_to_known_past(config, *clock, log);
  EXPECT_TRUE(shows(*clock, long_ago));
  EXPECT_EQ(logged(), "");
}

TEST_F(KnownPast, TheNoteIsReplacedAsAWhole) {
  note(long_ago);
  note(soon);
  const std::string path = *config.driftfile + ".time";
  EXPECT_EQ(platform::read_small_file(path, 100).value(), discipline::format_last_good_time(soon));
  config.driftfile = folder.file("no/such/folder/drift");
  note(soon);
  EXPECT_NE(logged().find("file of the last good time"), std::string::npos);
}

}  // namespace
}  // namespace foliot::daemon

// `rtcsync` and `rtcfile` with a hardware clock in a world whose time the job's naps let go by.
#include "daemon/rtc_keeper.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <thread>

#include "clock/rtc_world.hpp"
#include "platform/files.hpp"
#include "platform/temporary_folder.hpp"

namespace foliot::daemon {
namespace {

constexpr Interval kSecond = Interval::from_seconds(1);

struct RtcKeeping : testing::Test {
  RtcKeeping() { EXPECT_TRUE(sink.use_file(folder.file("log")).has_value()); }

  RtcKeeper& keep(const std::string& file, bool sync, double ahead_s, double drift_ppm) {
    if (!file.empty()) config.rtc_file = file;
    config.rtc_sync = sync;
    rtc.emplace(clock, ahead_s, drift_ppm * 1e-6);
    keeper.emplace(&*rtc, clock, log, [this](Interval span) { clock.go_on(span); });
    keeper->configure(config);
    return *keeper;
  }
  /// One turn, and as many more as a job takes that it began: until it is over the clock belongs to its thread.
  void turn(bool synchronized) {
    const ClockReading now = clock.now();
    keeper->on_turn(now, synchronized, [this] { return lacks_s; });
    while (keeper->is_busy()) {
      EXPECT_EQ(keeper->next_deadline(), now.mono + Interval::from_nanoseconds(500'000'000));
      std::this_thread::sleep_for(std::chrono::microseconds(100));
      keeper->on_turn(now, synchronized, [this] { return lacks_s; });
    }
  }
  void run(int seconds, bool synchronized = true) {
    const MonoTime end = clock.mono + kSecond * seconds;
    while (clock.mono < end) {
      turn(synchronized);
      clock.go_on(kSecond);
    }
  }
  [[nodiscard]] std::string logged() const { return platform::read_small_file(folder.file("log"), 100'000).value(); }
  [[nodiscard]] int count(const std::string& text) const {
    const std::string all = logged();
    int found = 0;
    for (std::size_t at = all.find(text); at != std::string::npos; at = all.find(text, at + 1)) ++found;
    return found;
  }

  platform::TemporaryFolder folder;
  platform::LogSink sink{"test"};
  Logger log{sink};
  config::Config config;
  clock::WorldClock clock;
  std::optional<clock::WorldRtc> rtc;
  std::optional<RtcKeeper> keeper;
  double lacks_s = 0;
};

TEST_F(RtcKeeping, LearnsOffsetAndDriftAndKeepsThem) {
  const std::string file = folder.file("rtc");
  keep(file, false, 2.5, 30);
  run(1000);
  const auto view = keeper->view();
  ASSERT_TRUE(view && view->offset_s && view->drift_ppm && view->drift_error_ppm);
  EXPECT_NEAR(*view->offset_s, 2.53, 0.01);
  EXPECT_NEAR(*view->drift_ppm, 30, 1);
  EXPECT_EQ(view->writes, 0U);
  EXPECT_EQ(count("drift +"), 1) << logged();
  EXPECT_NEAR(rtc->ahead_s(), 2.53, 0.01) << "only looked at";
  keeper->store(clock.wall);
  const auto record = discipline::parse_rtc_record(platform::read_small_file(file, 1000).value());
  ASSERT_TRUE(record);
  EXPECT_NEAR(record->offset_s, 2.53, 0.01);
  EXPECT_NEAR(record->drift_ppm, 30, 1);
}

TEST_F(RtcKeeping, WritesTheHardwareClockEveryElevenMinutes) {
  keep("", true, -3700, 100);
  run(10);
  EXPECT_NEAR(rtc->ahead_s(), 0, 0.01);
  EXPECT_EQ(keeper->view()->writes, 1U);
  run(2200);
  EXPECT_EQ(keeper->view()->writes, 4U);
  EXPECT_LT(std::abs(rtc->ahead_s()), 0.08) << "100 ppm in 11 minutes are 66 ms";
  EXPECT_NEAR(keeper->view()->drift_ppm.value(), 100, 1);
  EXPECT_EQ(count("set; it was 3699.99"), 1) << logged();
  EXPECT_EQ(count(" set"), 1) << "said once\n" << logged();
}

TEST_F(RtcKeeping, LeavesItAloneWhileTheClockIsNotSynchronised) {
  keep(folder.file("rtc"), true, 5, 0);
  run(1500, false);
  EXPECT_EQ(rtc->readings, 0);
  EXPECT_FALSE(keeper->view()->offset_s);
  run(3);
  EXPECT_NEAR(rtc->ahead_s(), 0, 0.01);
}

TEST_F(RtcKeeping, CountsWhatTheClockItselfStillLacks) {
  lacks_s = 0.25;  // the clock is slow by that
  keep(folder.file("rtc"), false, 1, 0);
  run(5);
  EXPECT_NEAR(keeper->view()->offset_s.value(), 0.75, 0.001);
}

TEST_F(RtcKeeping, KnowsTheDriftOfTheLastRun) {
  const std::string file = folder.file("rtc");
  ASSERT_TRUE(platform::write_file_atomically(file, "0.5 -7.25 1700000000\n"));
  keep(file, false, 0, 0);
  const auto view = keeper->view();
  EXPECT_DOUBLE_EQ(view->drift_ppm.value(), -7.25);
  EXPECT_FALSE(view->drift_error_ppm) << "it is not of this run";
}

TEST_F(RtcKeeping, DoesNotBelieveAFileThatIsNone) {
  const std::string file = folder.file("rtc");
  ASSERT_TRUE(platform::write_file_atomically(file, "what is this\n"));
  keep(file, false, 0, 0);
  EXPECT_FALSE(keeper->view()->drift_ppm);
  EXPECT_EQ(count("does not hold offset, drift and time; learning anew"), 1) << logged();
}

TEST_F(RtcKeeping, SaysOnceWhatIsWrongAndGoesOn) {
  keep(folder.file("rtc"), true, 1, 0);
  rtc->error = clock::RtcError::no_time;
  rtc->set_error = clock::RtcError::not_permitted;
  run(2000);
  EXPECT_EQ(count("hardware clock /dev/rtc cannot be"), 1) << logged();
  EXPECT_EQ(count("is its battery empty?"), 1) << logged();
  rtc->error.reset();
  rtc->set_error.reset();
  run(800);
  EXPECT_NEAR(rtc->ahead_s(), 0, 0.01) << "it works again";
}

TEST_F(RtcKeeping, SetsOneThatHasNoTime) {
  keep("", true, 1, 0);
  rtc->error = clock::RtcError::no_time;
  run(2);
  EXPECT_NEAR(rtc->ahead_s(), 0, 0.01);
}

TEST_F(RtcKeeping, AStepOfTheClockIsNoDriftOfTheOther) {
  keep(folder.file("rtc"), false, 0, 20);
  run(400);
  clock.wall = clock.wall + Interval::from_nanoseconds(1'000'000);  // too small to be noticed
  keeper->on_clock_jump();
  run(400);
  EXPECT_NEAR(keeper->view()->drift_ppm.value(), 20, 1);
}

TEST_F(RtcKeeping, AReloadTurnsItOnAndOff) {
  keep("", true, 1, 0);
  config.rtc_sync = false;
  keeper->configure(config);
  run(100);
  EXPECT_EQ(rtc->readings, 0);
  config.rtc_sync = true;
  keeper->configure(config);
  run(5);
  EXPECT_EQ(keeper->view()->writes, 1U);
}

TEST_F(RtcKeeping, WithoutAHardwareClockNothingHappensAndAReloadSaysWhy) {
  keeper.emplace(nullptr, clock, log);
  config.rtc_sync = true;
  keeper->configure(config);
  turn(true);
  EXPECT_FALSE(keeper->view());
  EXPECT_FALSE(keeper->next_deadline());
  EXPECT_EQ(count("next start"), 0);
  keeper->configure(config);
  EXPECT_EQ(count("rtcsync and rtcfile take effect at the next start"), 1);
}

TEST_F(RtcKeeping, EndsAtOnceInTheMiddleOfALook) {
  config.rtc_file = folder.file("rtc");
  rtc.emplace(clock, 0, 0);
  keeper.emplace(&*rtc, clock, log);  // with real naps, in a world whose time stands still
  keeper->configure(config);
  keeper->on_turn(clock.now(), true, [] { return 0.0; });
  keeper.reset();  // would wait for ever
}

TEST(OpenRtc, IsOneLineWhenThereIsNone) {
  const platform::TemporaryFolder folder;
  platform::LogSink sink("test");
  ASSERT_TRUE(sink.use_file(folder.file("log")).has_value());
  Logger log(sink);
  config::Config config;
  config.rtc_device = folder.file("none");
  EXPECT_FALSE(open_rtc(config, log)) << "not asked for";
  EXPECT_EQ(platform::read_small_file(folder.file("log"), 1000).value(), "");
  config.rtc_sync = true;
  EXPECT_FALSE(open_rtc(config, log));
  const std::string text = platform::read_small_file(folder.file("log"), 1000).value();
  EXPECT_TRUE(text.ends_with("none: open: No such file or directory; rtcsync and rtcfile have no effect\n")) << text;
  EXPECT_EQ(std::ranges::count(text, '\n'), 1);
}

}  // namespace
}  // namespace foliot::daemon

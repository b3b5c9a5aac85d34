// Hardware clocks behind paths. The machine's own is never opened.
#include "platform/rtc_device.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cmath>
#include <string>
#include <thread>

#include "clock/rtc_edge.hpp"
#include "platform/files.hpp"
#include "platform/machine_clock.hpp"
#include "platform/temporary_folder.hpp"
#include "platform/virtual_clock.hpp"

namespace foliot::platform {
namespace {

constexpr std::int64_t kNsPerSecond = 1'000'000'000;

struct VirtualRtcFile : testing::Test {
  /// As if it had been set `age_s` ago.
  void write(std::int64_t age_s, std::int64_t shows_ns, const std::string& drift_ppm) {
    const std::int64_t at_ns = system_clock_reading().mono.nanoseconds() - age_s * kNsPerSecond;
    put("foliot-rtc " + std::to_string(at_ns) + ' ' + std::to_string(shows_ns) + ' ' + drift_ppm + '\n');
  }
  void put(const std::string& text) { ASSERT_TRUE(write_file_atomically(path, text)); }
  [[nodiscard]] std::unique_ptr<clock::HardwareClock> opened() const {
    auto result = open_hardware_clock(path);
    EXPECT_TRUE(result) << result.error().text();
    return result ? std::move(*result) : nullptr;
  }

  TemporaryFolder folder;
  std::string path = folder.file("rtc");
};

TEST_F(VirtualRtcFile, GoesOnAtItsOwnPace) {
  const std::pair<const char*, std::int64_t> cases[] = {{"0", 1010}, {"100000", 1011}, {"-100000", 1009}};
  for (const auto& [drift_ppm, second_s] : cases) {
    write(10, 1000 * kNsPerSecond + kNsPerSecond / 2, drift_ppm);
    EXPECT_EQ(opened()->read(), second_s) << drift_ppm;
  }
}

TEST_F(VirtualRtcFile, ShowsWhatItWasSetToAndGoesOnAfterHalfASecond) {
  write(5, 7, "3.5");
  const auto rtc = opened();
  ASSERT_TRUE(rtc->set(1'700'000'000));
  EXPECT_EQ(rtc->read(), 1'700'000'000);
  EXPECT_EQ(rtc->first_tick(), Interval::from_seconds(0.5));
  const std::string text = read_small_file(path, 1000).value();
  EXPECT_NE(text.find(" 1700000000500000000 3.5\n"), std::string::npos) << text;
}

TEST_F(VirtualRtcFile, CanBeMeasuredAndSetOnTime) {
  write(0, 1'600'000'000 * kNsPerSecond, "0");
  const auto rtc = opened();
  const auto steered = VirtualClock::create(folder.file("clock"), {}, {});
  ASSERT_TRUE(steered);
  const clock::Pause nap = [](Interval span) {
    std::this_thread::sleep_for(std::chrono::nanoseconds(span.nanoseconds()));
    return true;
  };
  // On a busy machine this thread may be kept from running at the wrong moment: once it must go well.
  double best_s = 1;
  for (int attempt = 0; attempt < 5 && std::abs(best_s) > 0.02; ++attempt) {
    ASSERT_TRUE(clock::set_on_time(*rtc, **steered, nap));
    const auto edge = clock::find_edge(*rtc, **steered, nap);
    ASSERT_TRUE(edge);
    best_s = edge->offset_s();
  }
  EXPECT_NEAR(best_s, 0, 0.02);
}

TEST_F(VirtualRtcFile, HasNoTimeWhenTheMachineWasStartedSince) {
  write(-1000, 5, "0");
  EXPECT_EQ(opened()->read(), std::unexpected(clock::RtcError::no_time));
}

TEST_F(VirtualRtcFile, HasNoTimeWhenItsLineIsGone) {
  write(0, 5, "0");
  const auto rtc = opened();
  ASSERT_EQ(truncate(path.c_str(), 0), 0);
  EXPECT_EQ(rtc->read(), std::unexpected(clock::RtcError::no_time));
  ASSERT_TRUE(rtc->set(77));
  EXPECT_EQ(rtc->read(), 77) << "setting helps";
}

TEST_F(VirtualRtcFile, IsRefusedWhenItHoldsSomethingElse) {
  for (const char* text : {"", "foliot-rtc", "foliot-rtc 1 2", "foliot-rtc -1 2 3", "foliot-rtc 1 -2 3",
                           "foliot-rtc 1 2 1e6", "foliot-rtc 1 2 x", "foliot-rtc 1 9000000000000000000 0", "1 2 3"}) {
    put(text);
    const auto result = open_hardware_clock(path);
    ASSERT_FALSE(result) << text;
    EXPECT_EQ(result.error().errno_value, EINVAL) << text;
  }
}

TEST(OpenHardwareClock, SaysWhatIsNone) {
  const TemporaryFolder folder;
  const std::pair<std::string, int> cases[] = {
      {folder.file("missing"), ENOENT}, {"/dev/null", ENOTTY}, {folder.file("."), ENOTTY}};
  for (const auto& [path, error] : cases) {
    const auto result = open_hardware_clock(path);
    ASSERT_FALSE(result) << path;
    EXPECT_EQ(result.error().errno_value, error) << path;
  }
}

}  // namespace
}  // namespace foliot::platform

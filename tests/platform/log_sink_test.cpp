// Log lines: their classic form, their targets, and text that may not break out of its line.
#include "platform/log_sink.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ctime>
#include <filesystem>

#include "platform/files.hpp"
#include "platform/temporary_folder.hpp"

namespace foliot::platform {
namespace {

constexpr WallTime at_s(std::int64_t seconds) {
  return WallTime::from_nanoseconds(seconds * 1'000'000'000);
}

class LogSinkTest : public ::testing::Test {
 protected:
  LogSinkTest() { set_zone("UTC0"); }
  ~LogSinkTest() override {
    unsetenv("TZ");
    tzset();
  }
  static void set_zone(const char* zone) {
    setenv("TZ", zone, 1);
    tzset();
  }

  TemporaryFolder folder;
  std::string path = folder.file("ntp.log");
};

TEST_F(LogSinkTest, WritesTheClassicLine) {
  EXPECT_EQ(format_log_line(at_s(1'795'350'896), "ntpd", 4711, "frequency file read"),
            "22 Nov 12:34:56 ntpd[4711]: frequency file read");
  EXPECT_EQ(format_log_line(at_s(1'780'466'645), "ntpd", 1, "x"), " 3 Jun 06:04:05 ntpd[1]: x");
  EXPECT_EQ(format_log_line(WallTime::from_nanoseconds(-1), "ntpd", 1, "x"), "31 Dec 23:59:59 ntpd[1]: x");
}

TEST_F(LogSinkTest, WritesLocalTime) {
  set_zone("EET-2");
  EXPECT_EQ(format_log_line(at_s(1'795'350'896), "ntpd", 1, "x"), "22 Nov 14:34:56 ntpd[1]: x");
}

TEST_F(LogSinkTest, LetsNoTextForgeALine) {
  EXPECT_EQ(format_log_line(at_s(0), "ntpd", 1, "a\n 1 Jan\x1b[2J\t\x7f"), " 1 Jan 00:00:00 ntpd[1]: a? 1 Jan?[2J??");
  EXPECT_LT(format_log_line(at_s(0), "ntpd", 1, std::string(100'000, 'x')).size(), 3000U);
}

TEST_F(LogSinkTest, AppendsToItsFileAndReopensItAfterARotation) {
  LogSink log("ntpd");
  ASSERT_TRUE(log.use_file(path).has_value());
  log.write(at_s(0), LogLevel::info, "first");
  std::filesystem::rename(path, folder.file("ntp.log.1"));
  log.write(at_s(1), LogLevel::info, "second");
  ASSERT_TRUE(log.use_file(path).has_value());
  log.write(at_s(2), LogLevel::info, "third");
  const std::string old_text = read_small_file(folder.file("ntp.log.1"), 1000).value();
  const std::string new_text = read_small_file(path, 1000).value();
  EXPECT_NE(old_text.find("]: first\n 1 Jan 00:00:01 ntpd["), std::string::npos) << old_text;
  EXPECT_NE(old_text.find("]: second\n"), std::string::npos);
  EXPECT_TRUE(new_text.ends_with("]: third\n"));
  EXPECT_EQ(std::count(new_text.begin(), new_text.end(), '\n'), 1);
}

TEST_F(LogSinkTest, DoesNotFollowALinkAndKeepsItsOldTarget) {
  LogSink log("ntpd");
  ASSERT_TRUE(log.use_file(path).has_value());
  std::filesystem::create_symlink(folder.file("victim"), folder.file("link"));
  EXPECT_FALSE(log.use_file(folder.file("link")).has_value());
  EXPECT_FALSE(log.use_file(folder.file("none/ntp.log")).has_value());
  log.write(at_s(0), LogLevel::error, "still here");
  EXPECT_TRUE(read_small_file(path, 1000).value().ends_with("]: still here\n"));
  EXPECT_FALSE(std::filesystem::exists(folder.file("victim")));
}

TEST_F(LogSinkTest, GivesAwayOnlyAFileThatItMade) {
  if (getuid() != 0) GTEST_SKIP() << "only root can give files away";
  struct stat status {};
  for (const uid_t expected : {uid_t{65534}, uid_t{0}}) {
    if (expected == 0) {
      ASSERT_TRUE(write_file_atomically(path, "of somebody else\n").has_value());
    }
    LogSink log("ntpd");
    ASSERT_TRUE(log.use_file(path).has_value());
    log.give_to(65534, 65534);
    ASSERT_EQ(stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_uid, expected);
  }
}

TEST_F(LogSinkTest, StartsOnStandardErrorAndGoesBackToIt) {
  LogSink log("ntpd");
  ASSERT_TRUE(log.use_file(path).has_value());
  log.use_standard_error();
  testing::internal::CaptureStderr();
  log.write(at_s(0), LogLevel::notice, "hello");
  EXPECT_TRUE(testing::internal::GetCapturedStderr().ends_with("]: hello\n"));
}

TEST_F(LogSinkTest, KnowsStandardErrorByItsName) {
  LogSink log("ntpd");
  testing::internal::CaptureStderr();
  ASSERT_TRUE(log.use_file("/dev/stderr").has_value());
  log.write(at_s(0), LogLevel::notice, "hello");
  EXPECT_TRUE(testing::internal::GetCapturedStderr().ends_with("]: hello\n"));
}

}  // namespace
}  // namespace foliot::platform

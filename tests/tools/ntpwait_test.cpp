// ntp-wait: what it shows while it waits, and how it ends.
#include <gtest/gtest.h>

#include <sstream>

#include "tools/mode6_support.hpp"
#include "tools/ntpwait/run.hpp"

namespace foliot::ntpwait {
namespace {

class NtpWaitTest : public ::testing::Test {
 protected:
  /// synchronised_after: that many sleeps.
  int wait(std::vector<std::string> arguments, int synchronised_after) {
    const CommandLine line = parse_command_line(std::move(arguments));
    if (line.ending) return line.ending->exit_status;
    ntpq::Client client(hosts);
    return run(line.options, client, out, [&](int seconds) {
      slept_s += seconds;
      if (++sleeps == synchronised_after) hosts.hosts["localhost"] = monitor::synchronised_daemon();
    });
  }
  void start() { hosts.hosts["localhost"] = {{0, {0xc016, "leap=3"}}}; }

  monitor::FakeHosts hosts;
  std::ostringstream out;
  int sleeps = 0;
  int slept_s = 0;
};

TEST_F(NtpWaitTest, EndsWhenTheDaemonIsSynchronised) {
  start();
  EXPECT_EQ(wait({"-v"}, 5), 0);
  EXPECT_EQ(out.str(), "Waiting for ntpd to synchronize...  \b+\b:\b.\b*\b+\bOK!\n");
  EXPECT_EQ(slept_s, 30);
}

TEST_F(NtpWaitTest, IsSilentUnlessAsked) {
  start();
  EXPECT_EQ(wait({"-n", "3", "-s", "1"}, 99), 1);
  EXPECT_EQ(out.str(), "");
  EXPECT_EQ(slept_s, 2);
}

TEST_F(NtpWaitTest, GivesUpAfterItsTries) {
  start();
  EXPECT_EQ(wait({"-vn2"}, 99), 1);
  EXPECT_EQ(out.str(), "Waiting for ntpd to synchronize...  \b+\b:\bNo!\nntpd did not synchronize.\n");
}

TEST_F(NtpWaitTest, EndsAtOnceWhenNothingRuns) {
  EXPECT_EQ(wait({"-v"}, 99), 1);
  EXPECT_EQ(out.str(), "Waiting for ntpd to synchronize...  \bntpd is not running!\n");
  EXPECT_EQ(sleeps, 0);
}

TEST_F(NtpWaitTest, EndsWithTwoOnAWrongOption) {
  EXPECT_EQ(wait({"-n", "0"}, 1), 2);
  EXPECT_EQ(wait({"-s", "soon"}, 1), 2);
}

}  // namespace
}  // namespace foliot::ntpwait

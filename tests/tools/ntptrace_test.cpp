// ntptrace: its lines to the character, and where it stops.
#include <gtest/gtest.h>

#include <sstream>

#include "tools/mode6_support.hpp"
#include "tools/ntptrace/run.hpp"

namespace foliot::ntptrace {
namespace {

class NtptraceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    hosts.hosts["127.0.0.1"] = monitor::synchronised_daemon();
    hosts.hosts["192.0.2.1"] = {
        {0, {0x0618, "stratum=2, rootdelay=1, rootdisp=2, refid=192.0.2.9, peer=5, offset=0.5"}},
        {5, {0x961a, "srcadr=192.0.2.9"}}};
    hosts.hosts["192.0.2.9"] = {{0, {0x0418, "stratum=1, rootdelay=0, rootdisp=0.25, refid=GPS, peer=9, offset=0"}}};
  }
  int trace(std::vector<std::string> arguments = {}) {
    const CommandLine line = parse_command_line(std::move(arguments));
    if (line.ending) return line.ending->exit_status;
    ntpq::Client client(hosts);
    const auto name_of = [](const base::IpAddress& address) {
      return address.is_loopback() ? std::optional<std::string>("localhost") : std::nullopt;
    };
    return run(line.options, client, name_of, {.out = &out, .err = &err});
  }

  monitor::FakeHosts hosts;
  std::ostringstream out;
  std::ostringstream err;
};

TEST_F(NtptraceTest, FollowsTheChainToItsSource) {
  EXPECT_EQ(trace(), 0);
  EXPECT_EQ(out.str(),
            "localhost: stratum 3, offset -0.001250, synch distance 0.023000\n"
            "192.0.2.1: stratum 2, offset 0.000500, synch distance 0.002500\n"
            "192.0.2.9: stratum 1, offset 0.000000, synch distance 0.000250, refid 'GPS'\n");
  EXPECT_EQ(err.str(), "");
}

TEST_F(NtptraceTest, ShowsAddressesAndNoMoreHostsThanItShall) {
  EXPECT_EQ(trace({"-n", "-m", "1"}), 0);
  EXPECT_EQ(out.str(), "127.0.0.1: stratum 3, offset -0.001250, synch distance 0.023000\n");
}

TEST_F(NtptraceTest, BeginsWhereItIsTold) {
  EXPECT_EQ(trace({"-r", "192.0.2.9"}), 0);
  EXPECT_EQ(trace({"192.0.2.9"}), 0);
  const std::string line = "192.0.2.9: stratum 1, offset 0.000000, synch distance 0.000250, refid 'GPS'\n";
  EXPECT_EQ(out.str(), line + line);
}

TEST_F(NtptraceTest, StopsAtAHostThatDoesNotAnswer) {
  hosts.hosts.erase("192.0.2.9");
  EXPECT_EQ(trace({"-n"}), 0);
  EXPECT_EQ(std::ranges::count(out.str(), '\n'), 2);
  EXPECT_EQ(err.str(), "192.0.2.9: ***Request timed out\n");
  hosts.hosts.clear();
  EXPECT_EQ(trace({"-n"}), 1);
}

TEST_F(NtptraceTest, StopsAtAReferenceClockAndAtALoop) {
  hosts.hosts["192.0.2.1"][5].variables = "srcadr=127.127.1.0";
  EXPECT_EQ(trace({"-n"}), 0);
  hosts.hosts["192.0.2.1"][5].variables = "srcadr=127.0.0.1";
  EXPECT_EQ(trace({"-n"}), 0);
  EXPECT_EQ(std::ranges::count(out.str(), '\n'), 4);
}

TEST_F(NtptraceTest, LetsNoServerWriteToTheTerminal) {
  hosts.hosts["127.0.0.1"][0].variables = "stratum=1, refid=\"\x1b[2J\", offset=\x07, rootdisp=1, rootdelay=1";
  EXPECT_EQ(trace({"-n"}), 0);
  EXPECT_EQ(out.str(), "127.0.0.1: stratum 1, offset nan, synch distance 0.001500, refid '\\x1b[2J'\n");
}

TEST_F(NtptraceTest, PrintsJson) {
  EXPECT_EQ(trace({"-n", "--json", "-m1"}), 0);
  EXPECT_EQ(out.str(),
            "{\"host\":\"127.0.0.1\",\"offset_s\":-0.00125,\"refid\":\"192.0.2.1\",\"stratum\":3,"
            "\"sync_distance_s\":0.023}\n");
}

}  // namespace
}  // namespace foliot::ntptrace

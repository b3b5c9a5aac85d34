// ntpstat: its lines to the character, and its exit status.
#include <gtest/gtest.h>

#include "tools/mode6_support.hpp"
#include "tools/ntpstat/run.hpp"

namespace foliot::ntpstat {
namespace {

class NtpstatTest : public ::testing::Test {
 protected:
  cli::Ending ask(std::vector<std::string> arguments = {}) {
    const CommandLine line = parse_command_line(std::move(arguments));
    if (line.ending) return *line.ending;
    ntpq::Client client(hosts);
    return run(line.options, client);
  }
  monitor::FakeDaemon& daemon() { return hosts.hosts["127.0.0.1"]; }

  monitor::FakeHosts hosts;
};

TEST_F(NtpstatTest, SaysThreeLinesWhenSynchronised) {
  daemon() = monitor::synchronised_daemon();
  const cli::Ending ending = ask();
  EXPECT_EQ(ending.output,
            "synchronised to NTP server (192.0.2.1) at stratum 3\n"
            "   time correct to within 23 ms\n"
            "   polling server every 64 s\n");
  EXPECT_EQ(ending.exit_status, 0);
}

TEST_F(NtpstatTest, SaysThatItIsNotSynchronised) {
  daemon() = {{0, {0xc012, "leap=3, stratum=16, rootdelay=0.000, rootdisp=3.5, peer=0"}}};
  const cli::Ending ending = ask();
  EXPECT_EQ(ending.output, "unsynchronised\npoll interval unknown\n");
  EXPECT_EQ(ending.exit_status, 1);
}

TEST_F(NtpstatTest, SaysThatTheServerIsRestarting) {
  daemon() = {{0, {0xc016, "leap=3, stratum=16, peer=7"}}, {7, {0x8011, "srcadr=192.0.2.1, hpoll=3"}}};
  EXPECT_EQ(ask().output, "unsynchronised\n  time server re-starting\n   polling server every 8 s\n");
}

TEST_F(NtpstatTest, SaysThatNobodyAnswers) {
  const cli::Ending ending = ask();
  EXPECT_EQ(ending.output, "");
  EXPECT_EQ(ending.errors, "Unable to talk to NTP daemon. Is it running?\n");
  EXPECT_EQ(ending.exit_status, 2);
}

TEST_F(NtpstatTest, AsksOverIpv6WhenNobodyAnswersOverIpv4) {
  hosts.hosts["::1"] = monitor::synchronised_daemon();
  EXPECT_EQ(ask().exit_status, 0);
}

TEST_F(NtpstatTest, FailsBeyondTheErrorThatIsAllowed) {
  daemon() = monitor::synchronised_daemon();
  const cli::Ending ending = ask({"-m", "10"});
  EXPECT_NE(ending.output.find("   time correct to within 23 ms (exceeded maximum of 10 ms)\n"), std::string::npos);
  EXPECT_EQ(ending.exit_status, 1);
  EXPECT_EQ(ask({"-m", "23"}).exit_status, 0);
  EXPECT_EQ(ask({"--maxerror", "22.9"}).exit_status, 1);
}

TEST_F(NtpstatTest, EndsWithThreeOnAWrongOption) {
  EXPECT_EQ(ask({"-x"}).exit_status, 3);
  EXPECT_EQ(ask({"-m", "soon"}).exit_status, 3);
  EXPECT_EQ(ask({"-h"}).exit_status, 0);
}

TEST_F(NtpstatTest, NamesTheKindOfEachSource) {
  const std::vector<std::pair<std::uint16_t, std::string>> rows{
      {0x0018, "unspecified"}, {0x0118, "atomic clock"},  {0x0218, "VLF radio"}, {0x0318, "HF radio"},
      {0x0418, "UHF radio"},   {0x0518, "local net"},     {0x0718, "UDP/TIME"},  {0x0818, "wristwatch"},
      {0x0918, "modem"},       {0x0a18, "unknown source"}};
  for (const auto& [status, name] : rows) {
    daemon() = monitor::synchronised_daemon();
    daemon()[0].status = status;
    daemon()[57463].variables = "srcadr=127.127.20.0, hpoll=6";
    EXPECT_TRUE(ask().output.starts_with("synchronised to " + name + " at stratum 3\n")) << ask().output;
  }
}

TEST_F(NtpstatTest, TellsANtpServerFromItsAddressWhereTheDaemonDoesNotSay) {
  daemon() = monitor::synchronised_daemon();
  daemon()[0].status = 0x0018;
  EXPECT_TRUE(ask().output.starts_with("synchronised to NTP server (192.0.2.1) at stratum 3\n"));
}

TEST_F(NtpstatTest, SaysWhatItIsNotTold) {
  daemon() = {{0, {0x0618, "leap=0, stratum=many, rootdelay=x, rootdisp=1, peer=99"}}};
  EXPECT_EQ(ask().output, "synchronised to NTP server, stratum unknown\naccuracy unknown\npoll interval unknown\n");
  EXPECT_EQ(ask().exit_status, 1);
}

TEST_F(NtpstatTest, BelievesNoNonsenseOfAServer) {
  daemon() = monitor::synchronised_daemon();
  daemon()[57463].variables = "srcadr=\x1b[2Jevil, hpoll=400";
  EXPECT_EQ(ask().output,
            "synchronised to NTP server at stratum 3\n   time correct to within 23 ms\npoll interval unknown\n");
}

TEST_F(NtpstatTest, PrintsJson) {
  daemon() = monitor::synchronised_daemon();
  EXPECT_EQ(ask({"--json", "-m", "5"}).output,
            "{\"address\":\"192.0.2.1\",\"exceeded\":true,\"exit_status\":1,\"max_error_ms\":23.0,\"poll_s\":64,"
            "\"source\":\"NTP server\",\"stratum\":3,\"synchronised\":true}\n");
  daemon() = {{0, {0xc012, "leap=3"}}};
  EXPECT_EQ(ask({"--json"}).output, "{\"exit_status\":1,\"restarting\":false,\"synchronised\":false}\n");
}

}  // namespace
}  // namespace foliot::ntpstat

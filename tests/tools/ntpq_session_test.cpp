// ntpq against our own daemon's answers, without a network: what goes to which stream, and the exit status.
#include <gtest/gtest.h>

#include <sstream>

#include "support/control_state.hpp"
#include "support/ntpq_doubles.hpp"
#include "tools/ntpq/run.hpp"
#include "tools/ntpq/session.hpp"

namespace foliot::ntpq {
namespace {

struct Outcome {
  int status = 0;
  std::string out;
  std::string err;
};

class NtpqSession : public testing::Test {
 protected:
  Outcome run(Options options) {
    if (options.hosts.empty()) options.hosts = {"localhost"};
    std::istringstream in(typed);
    std::ostringstream out;
    std::ostringstream err;
    const int status = ntpq::run(options, channel, surroundings, {.in = &in, .out = &out, .err = &err});
    return {status, out.str(), err.str()};
  }
  Outcome commands(std::vector<std::string> list) {
    Options options;
    options.commands = std::move(list);
    return run(options);
  }

  test::ControlState state = test::full_state();
  test::PlayedChannel channel{[this](const Bytes& request) { return control::answer_control(request, state); }};
  test::PlayedSurroundings surroundings;
  std::string typed;
};

TEST_F(NtpqSession, PrintsTheBillboard) {
  const Outcome result = commands({"peers"});
  EXPECT_EQ(result.out,
            "     remote           refid      st t when poll reach   delay   offset  jitter\n"
            "==============================================================================\n"
            "*192.0.2.1       .GPS.            1 u   33   64  377    0.123   +0.045   0.012\n"
            "+time.example.or 10.0.0.1         2 u   33   64  377    0.123   -1.200   0.012\n"
            " 198.51.100.7    .INIT.          16 u    -   64    0    0.000   +0.000   0.000\n"
            " 0.pool.example. .POOL.          16 p    -   64    0    0.000   +0.000   0.000\n"
            " LOCAL(0)        .LOCL.          10 l    -   64    0    0.000   +0.000   0.000\n");
  EXPECT_EQ(result.err, "");
  EXPECT_EQ(result.status, 0);
}

TEST_F(NtpqSession, TakesAgesByTheServersClock) {
  surroundings.time = WallTime::from_nanoseconds(0);
  EXPECT_TRUE(commands({"pe"}).out.contains(".GPS.            1 u   33   64"));
}

TEST_F(NtpqSession, HidesPassersByButForTheLongList) {
  state.peers[2].configured = false;
  EXPECT_FALSE(commands({"peers"}).out.contains("198.51.100.7"));
  EXPECT_TRUE(commands({"lpeers"}).out.contains("198.51.100.7"));
  EXPECT_FALSE(commands({"as"}).out.contains("   19  "));
  EXPECT_TRUE(commands({"lassociations"}).out.contains("   19  "));
}

TEST_F(NtpqSession, ShowsOneFamilyWhenAsked) {
  const std::string v6 = commands({"peers -6"}).out;
  EXPECT_TRUE(v6.contains("time.example.or"));
  EXPECT_FALSE(v6.contains("192.0.2.1"));
  EXPECT_FALSE(commands({"peers -4"}).out.contains("time.example.or"));
  EXPECT_EQ(commands({"peers -5"}).err, "***Version must be either 4 or 6\n");
}

TEST_F(NtpqSession, LooksUpNamesUnlessNumeric) {
  surroundings.names[base::IpAddress::v4(192, 0, 2, 1)] = "ntp1.example.net";
  EXPECT_TRUE(commands({"peers"}).out.contains("*ntp1.example.ne "));
  Options numeric;
  numeric.numeric = true;
  numeric.commands = {"peers"};
  const std::string out = run(numeric).out;
  EXPECT_TRUE(out.contains("*192.0.2.1       "));
  EXPECT_TRUE(out.contains("+2001:db8::1     "));
  EXPECT_TRUE(out.contains(" 0.pool.example. "));
  EXPECT_TRUE(commands({"hostnames no", "peers"}).out.contains("*192.0.2.1  "));
}

TEST_F(NtpqSession, ReadsVariablesOfSystemAndAssociations) {
  EXPECT_TRUE(
      commands({"rv"}).out.starts_with("associd=0 status=0615 leap_none, sync_ntp, 1 event, clock_sync,\nversion="));
  EXPECT_EQ(commands({"rv 0 offset,leap"}).out, "leap=00, offset=-0.123456\n");
  EXPECT_EQ(commands({"rv offset bound"}).out, "offset=-0.123456, bound=61.000000\n");
  EXPECT_EQ(commands({"rv 17 refid"}).out, "refid=GPS\n");
  EXPECT_EQ(commands({"readvar &2 srchost"}).out, "srchost=\"time.example.org\"\n");
  EXPECT_EQ(commands({"rv 17 srchost"}).out, "No information returned for association 17\n");
  EXPECT_TRUE(
      commands({"rl 17"}).out.starts_with("associd=17 status=961a conf, reach, sel_sys.peer, 1 event, sys_peer,\n"));
}

TEST_F(NtpqSession, PrintsVariablesAsSentWhenRaw) {
  EXPECT_EQ(commands({"timeout 100", "raw", "rv 0 leap,reftime", "rv 17 reach", "cooked", "rv 17 reach"}).out,
            "Output set to raw\nleap=0, reftime=0xe0b1e2ff.80000000\nreach=0xff\nOutput set to cooked\nreach=377\n");
  EXPECT_TRUE(commands({"raw", "rv"}).out.starts_with("Output set to raw\nassocid=0 status=0x0615,\nversion=\"ntpd"));
}

TEST_F(NtpqSession, FailsWhenTheServerRefuses) {
  const Outcome bad_id = commands({"rv 99"});
  EXPECT_EQ(bad_id.err, "***Association ID 99 unknown to server\n");
  EXPECT_EQ(bad_id.status, 1);
  EXPECT_EQ(commands({"rv 0 nonsense"}).err, "***A request variable unknown to the server\n");
  EXPECT_EQ(commands({"rv &9"}).err, "***Association for `&9' unknown (max &5)\n");
  EXPECT_EQ(commands({"rv 65536"}).err, "***Invalid association ID 65536 specified\n");
}

TEST_F(NtpqSession, FailsWhenTheHostCannotBeAsked) {
  channel.unknown_hosts = {"nowhere"};
  Options options;
  options.commands = {"peers"};
  options.hosts = {"nowhere", "localhost"};
  const Outcome result = run(options);
  EXPECT_EQ(result.err, "***Can't find host nowhere\n");
  EXPECT_EQ(result.status, 1);
  EXPECT_TRUE(result.out.contains("*192.0.2.1")) << "the other host is asked all the same";
}

TEST_F(NtpqSession, SaysWhoDidNotAnswer) {
  test::PlayedChannel silent([](const Bytes&) { return std::vector<Bytes>{}; });
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  Options options;
  options.commands = {"peers"};
  options.hosts = {"localhost"};
  EXPECT_EQ(ntpq::run(options, silent, surroundings, {.in = &in, .out = &out, .err = &err}), 1);
  EXPECT_EQ(err.str(), "localhost: timed out, nothing received\n***Request timed out\n");
  EXPECT_EQ(out.str(), "");
}

TEST_F(NtpqSession, LabelsAnswersOfSeveralServers) {
  Options options;
  options.commands = {"rv 0 leap", "peers"};
  options.hosts = {"10.0.0.1", "10.0.0.22"};
  const Outcome result = run(options);
  EXPECT_TRUE(result.out.starts_with("server=10.0.0.1 leap=00\nserver (l      remote  "));
  EXPECT_TRUE(result.out.contains("server=10.0.0.22 leap=00\n"));
  EXPECT_TRUE(result.out.contains("\n_.0.2.100 *192.0.2.1 "));
}

TEST_F(NtpqSession, SaysWhenThereAreNoAssociations) {
  state.peers.clear();
  EXPECT_EQ(commands({"peers"}).out, "No association ID's returned\n");
  EXPECT_EQ(commands({"as"}).out, "No association ID's returned\n");
  EXPECT_EQ(commands({"pas"}).out, "No association ID's in list\n");
}

TEST_F(NtpqSession, ReadsCommandsFromItsInput) {
  typed = "\nhost\nrv 0 leap\nquit\nrv\n";
  EXPECT_EQ(run({}).out, "current host is localhost\nleap=00\n");
  Options interactive;
  interactive.interactive = true;
  typed = "nonsense\nexit\n";
  const Outcome result = run(interactive);
  EXPECT_EQ(result.out, "ntpq> ntpq> ");
  EXPECT_EQ(result.err, "***Command `nonsense' unknown\n");
}

TEST_F(NtpqSession, PrintsOneJsonObjectForEachCommand) {
  Options options;
  options.json = true;
  options.commands = {"rv 17 refid,offset,filtdelay,reach", "rv 0 version,leap"};
  EXPECT_EQ(run(options).out,
            "{\"server\":\"localhost\",\"association_id\":17,\"status\":38426,\"variables\":{\"refid\":\"GPS\","
            "\"reach\":255,\"offset\":0.045,\"filtdelay\":[0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8]}}\n"
            "{\"server\":\"localhost\",\"association_id\":0,\"status\":1557,\"variables\":{"
            "\"version\":\"ntpd foliot\",\"leap\":0}}\n");
  options.commands = {"peers"};
  state.peers.resize(1);
  EXPECT_EQ(
      run(options).out,
      "{\"server\":\"localhost\",\"peers\":[{\"tally\":\"*\",\"selection\":\"sys.peer\",\"remote\":\"192.0.2.1\","
      "\"address\":\"192.0.2.1\",\"refid\":\"GPS\",\"association_id\":17,\"stratum\":1,\"type\":\"u\","
      "\"when_s\":33,\"poll_s\":64,\"reach\":255,\"delay_ms\":0.123,\"offset_ms\":0.045,\"jitter_ms\":0.012}]}\n");
}

}  // namespace
}  // namespace foliot::ntpq

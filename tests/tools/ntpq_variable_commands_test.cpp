// ntpq: the commands that read and write variables, and the list of variables that some of them use.
#include <gtest/gtest.h>

#include "support/ntpq_session.hpp"

namespace foliot::ntpq {
namespace {

using test::Mode6Request;
using test::NtpqBench;
using wire::ControlOpcode;

/// Associations 17, 18 and 19; answers each question for variables with what was asked.
std::vector<test::Datagram> echo(const Mode6Request& request) {
  if (request.header.opcode == ControlOpcode::read_status) {
    return test::answer_text(request, std::string("\0\x11\x96\x1a\0\x12\x94\x1a\0\x13\x80\x11", 12));
  }
  const std::string asked = request.data.empty() ? "all" : request.data;
  return test::answer_text(request, "asked=\"" + asked + "\"\r\n", 0x0012);
}

TEST(NtpqVariableCommands, ReadTheVariablesOnTheList) {
  NtpqBench bench(echo);
  EXPECT_EQ(bench.say("showvars"), "No variables on list\n");
  EXPECT_EQ(bench.say("readlist"), "associd=0 status=0012 leap_none, sync_unspec, 1 event, freq_set,\nasked=\"all\"\n");
  EXPECT_EQ(bench.say("addvars leap,offset=5 frequency"), "");
  EXPECT_EQ(bench.say("showvars"), "leap\noffset=5\nfrequency\n");
  EXPECT_EQ(bench.say("rl"), "asked=\"leap,offset,frequency\"\n");
  EXPECT_EQ(bench.say("rl 17"), "asked=\"leap,offset,frequency\"\n");
  EXPECT_EQ(bench.say("addvars offset=6"), "");
  EXPECT_EQ(bench.say("rmvars leap,nonsense"), "***Variable `nonsense' not found\n");
  EXPECT_EQ(bench.say("showvars"), "offset=6\nfrequency\n");
  EXPECT_EQ(bench.say("clearvars"), "");
  EXPECT_EQ(bench.say("showvars"), "No variables on list\n");
}

TEST(NtpqVariableCommands, ReadFromSeveralAssociations) {
  NtpqBench bench(echo);
  EXPECT_EQ(bench.say("mrv 17 18 leap offset"), "asked=\"leap,offset\"\n\nasked=\"leap,offset\"\n");
  EXPECT_EQ(bench.say("mreadvar &3 &2 leap"), "asked=\"leap\"\n\nasked=\"leap\"\n");
  EXPECT_EQ(bench.say("mrl 19 19"), "associd=19 status=0012 , sel_reject, 1 event, demobilize,\nasked=\"all\"\n");
  EXPECT_EQ(bench.say("mrv 17 99"), "***Association ID 99 not found in list\n");
  EXPECT_EQ(bench.say("mrv 17"), "usage: mrv assocIDlow assocIDhigh [ name[,...] ... ]\n");
}

TEST(NtpqVariableCommands, ReadVariablesOfClocks) {
  NtpqBench bench(echo);
  EXPECT_EQ(bench.say("cv 17"), "associd=17 status=0012 1 event, clk_bad_format,\nasked=\"all\"\n");
  EXPECT_EQ(bench.channel.requests.back()[1], 4) << "opcode";
  EXPECT_EQ(bench.say("clockvar 17 device,timecode"), "asked=\"device,timecode\"\n");
  EXPECT_EQ(bench.say("addvars device"), "");
  EXPECT_EQ(bench.say("cl 17"), "asked=\"device\"\n");
  NtpqBench empty([](const Mode6Request& request) { return test::answer_text(request, ""); });
  EXPECT_EQ(empty.say("cv 17"), "No information returned for clock association 17\n");
  EXPECT_EQ(empty.say("cv"), "No system clock variables returned\n");
}

TEST(NtpqVariableCommands, WriteWithTheKey) {
  std::vector<Mode6Request> asked;
  NtpqBench bench([&](const Mode6Request& request) {
    asked.push_back(request);
    return test::answer_text(request, "");
  });
  bench.give_key();
  EXPECT_EQ(bench.say("writevar 0 stratum=3,refid=ABC"), "done! (no data returned)\n");
  EXPECT_EQ(asked.back().data, "stratum=3,refid=ABC");
  EXPECT_EQ(asked.back().header.opcode, ControlOpcode::write_variables);
  EXPECT_TRUE(asked.back().sealed);
  EXPECT_EQ(bench.say("writelist"), "***The variable list is empty: fill it with addvars\n");
  EXPECT_EQ(bench.say("addvars phase=\"a, b\",leap=1"), "") << "quotes of a line are the line's";
  EXPECT_EQ(bench.say("writelist 17"), "done! (no data returned)\n");
  EXPECT_EQ(asked.back().header.association_id, 17);
  EXPECT_EQ(bench.say("writevar 0"), "usage: writevar assocID name=value,[...]\n");
}

TEST(NtpqVariableCommands, WriteNothingWithoutAKey) {
  NtpqBench bench(echo);
  EXPECT_EQ(bench.say("writevar 0 stratum=3"), "***A key id is a number from 1 to 65535\n");
  EXPECT_FALSE(bench.good);
  EXPECT_TRUE(bench.channel.requests.empty());
}

TEST(NtpqVariableCommands, SealEachQuestionWhenAsked) {
  std::vector<Mode6Request> asked;
  NtpqBench bench([&](const Mode6Request& request) {
    asked.push_back(request);
    return echo(request);
  });
  EXPECT_EQ(bench.say("authenticate"), "unauthenticated requests being sent to current host\n");
  bench.give_key();
  EXPECT_EQ(bench.say("authenticate yes"), "authenticated requests being sent to current host\n");
  EXPECT_EQ(bench.say("rv 0 leap"), "asked=\"leap\"\n");
  EXPECT_TRUE(asked.back().sealed);
  EXPECT_EQ(bench.say("authenticate no"), "unauthenticated requests being sent to current host\n");
  EXPECT_EQ(bench.say("rv 0 leap"), "asked=\"leap\"\n");
  EXPECT_FALSE(asked.back().sealed);
}

TEST(NtpqVariableCommands, LoseAnswersOnPurpose) {
  NtpqBench bench(echo);
  EXPECT_EQ(bench.say("doflake 1"), "");
  EXPECT_TRUE(bench.say("rv 0 leap").ends_with("***Request timed out\n"));
  EXPECT_EQ(bench.say("noflake"), "");
  EXPECT_EQ(bench.say("rv 0 leap"), "asked=\"leap\"\n");
  EXPECT_EQ(bench.say("doflake 2"), "***A probability is a number from 0 to 1\n");
}

TEST(NtpqVariableCommands, SpeakJson) {
  NtpqBench bench(echo);
  bench.session.settings.json = true;
  EXPECT_EQ(bench.say("mrv 17 17 leap"),
            "{\"server\":\"localhost\",\"association_id\":17,\"status\":18,\"variables\":{\"asked\":\"leap\"}}\n");
  EXPECT_EQ(bench.say("addvars a=1,b"), "{\"server\":\"localhost\",\"command\":\"addvars\",\"done\":true}\n");
  EXPECT_EQ(bench.say("showvars"), "{\"server\":\"localhost\",\"variables\":[\"a=1\",\"b\"]}\n");
  EXPECT_EQ(bench.say("timeout"), "{\"server\":\"localhost\",\"primary_timeout_ms\":5000}\n");
  EXPECT_EQ(bench.say("rmvars c"),
            "{\"server\":\"localhost\",\"command\":\"rmvars\",\"error\":\"***Variable `c' not found\"}\n"
            "***Variable `c' not found\n");
}

}  // namespace
}  // namespace foliot::ntpq

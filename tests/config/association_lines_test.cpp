// `server`, `pool`, `peer` and `fudge`: every option, every fault.
#include <gtest/gtest.h>

#include "config/check.hpp"
#include "config/keywords.hpp"

namespace foliot::config {
namespace {

using association::AssociationKind;
using association::AssociationOptions;

AssociationLine only_association(std::string_view text) {
  const Config config = accepted(text);
  EXPECT_EQ(config.associations.size(), 1U) << text;
  return config.associations.empty() ? AssociationLine{} : config.associations[0];
}

TEST(AssociationLines, NameTheirKindAndHost) {
  struct Case {
    std::string_view text;
    AssociationKind kind;
    std::string_view host;
  };
  for (const Case& c : {Case{"server 0.uk.pool.ntp.org", AssociationKind::server, "0.uk.pool.ntp.org"},
                        {"server 210.72.145.44  # a comment", AssociationKind::server, "210.72.145.44"},
                        {"pool pool.example", AssociationKind::pool, "pool.example"},
                        {"peer 2001:db8::1", AssociationKind::peer, "2001:db8::1"},
                        {"server server", AssociationKind::server, "server"},
                        {"server \"quoted.example\"", AssociationKind::server, "quoted.example"},
                        {"server fe80::1%eth0", AssociationKind::server, "fe80::1%eth0"},
                        {"server 127.127.1.3", AssociationKind::local_clock, "127.127.1.3"}}) {
    const AssociationLine line = only_association(c.text);
    EXPECT_EQ(line.options.kind, c.kind) << c.text;
    EXPECT_EQ(line.host, c.host) << c.text;
  }
}

TEST(AssociationLines, HaveTheClassicDefaults) {
  const AssociationLine line = only_association("server a.example");
  EXPECT_EQ(line.options, AssociationOptions{});
  EXPECT_EQ(line.port, 123);
  EXPECT_FALSE(line.family.has_value());
}

TEST(AssociationLines, TakeAFamilyBeforeTheHost) {
  EXPECT_EQ(only_association("server -4 a.example").family, base::IpFamily::v4);
  EXPECT_EQ(only_association("pool -6 a.example iburst").family, base::IpFamily::v6);
  EXPECT_EQ(only_association("peer -6 ::1").family, base::IpFamily::v6);
}

TEST(AssociationLines, TakeEveryOption) {
  struct Case {
    std::string_view words;
    void (*apply)(AssociationOptions& options);
  };
  const Case cases[] = {
      {"iburst", [](AssociationOptions& o) { o.iburst = true; }},
      {"burst", [](AssociationOptions& o) { o.burst = true; }},
      {"minpoll 4", [](AssociationOptions& o) { o.minpoll = PollExponent(4); }},
      {"maxpoll 17", [](AssociationOptions& o) { o.maxpoll = PollExponent(17); }},
      {"version 3", [](AssociationOptions& o) { o.version = 3; }},
      {"key 65535", [](AssociationOptions& o) { o.key_id = 65535; }},
      {"prefer", [](AssociationOptions& o) { o.prefer = true; }},
      {"noselect", [](AssociationOptions& o) { o.noselect = true; }},
      {"true", [](AssociationOptions& o) { o.truechimer = true; }},
      {"preempt", [](AssociationOptions& o) { o.preempt = true; }},
      {"xleave", [](AssociationOptions& o) { o.xleave = true; }},
      {"serviceport", [](AssociationOptions& o) { o.from_service_port = true; }},
      {"xmtnonce", [](AssociationOptions&) {}},
      {"bias -1e-3", [](AssociationOptions& o) { o.bias_s = -0.001; }},
  };
  for (const Case& c : cases) {
    AssociationOptions expected;
    c.apply(expected);
    EXPECT_EQ(only_association("server a.example " + std::string(c.words)).options, expected) << c.words;
  }
}

TEST(AssociationLines, TakeManyOptionsInAnyOrderAndTheLastOfEach) {
  const AssociationLine line =
      only_association("peer a.example port 1123 key 1 prefer key 0x10 maxpoll 7 minpoll 4 port 99");
  EXPECT_EQ(line.port, 99);
  EXPECT_EQ(line.options.key_id, 16U);
  EXPECT_TRUE(line.options.prefer);
  EXPECT_EQ(line.options.minpoll.log2_s(), 4);
  EXPECT_EQ(line.options.maxpoll.log2_s(), 7);
}

TEST(AssociationLines, SettlePollLimitsTogether) {
  struct Case {
    std::string_view text;
    int minpoll;
    int maxpoll;
  };
  for (const Case& c : {Case{"server a maxpoll 4", 4, 4},
                        {"server a maxpoll 6", 6, 6},
                        {"server a minpoll 3 maxpoll 3", 3, 3},
                        {"server a xleave minpoll -4", -4, 10},
                        {"server a minpoll -4 maxpoll -4 xleave", -4, -4},
                        {"server 127.127.1.0", 6, 6},
                        {"server 127.127.1.0 minpoll 4", 4, 6},
                        {"server 127.127.1.0 maxpoll 9", 6, 9}}) {
    const AssociationLine line = only_association(c.text);
    EXPECT_EQ(line.options.minpoll.log2_s(), c.minpoll) << c.text;
    EXPECT_EQ(line.options.maxpoll.log2_s(), c.maxpoll) << c.text;
  }
}

TEST(AssociationLines, BringValuesIntoRange) {
  struct Case {
    Complaint complaint;
    int minpoll;
    int maxpoll;
    int version;
  };
  for (const Case& c :
       {Case{{"server a minpoll 2", "f:1:18: '2' is out of range; expected 3 to 10, taken as 3", false, false},
             3,
             10,
             4},
        {{"server a minpoll -4", "f:1:18: '-4' is out of range; expected 3 to 10, taken as 3", false, false}, 3, 10, 4},
        {{"server a minpoll 12", "f:1:18: '12' is out of range; expected 3 to 10, taken as 10", false, false},
         10,
         10,
         4},
        {{"server a maxpoll 0", "f:1:18: '0' is out of range; expected 3 to 17, taken as 3", false, false}, 3, 3, 4},
        {{"server a maxpoll 18", "f:1:18: '18' is out of range; expected 3 to 17, taken as 17", false, false},
         6,
         17,
         4},
        {{"server a version 0", "f:1:18: '0' is out of range; expected 1 to 4, taken as 1", false, false}, 6, 10, 1},
        {{"server a version 99999999999999999999",
          "f:1:18: '99999999999999999999' is out of range; expected 1 to 4, taken as 4", false, false},
         6,
         10,
         4}}) {
    expect_complaint(c.complaint);
    const AssociationOptions options = parse(c.complaint.text, "f").config.associations.at(0).options;
    EXPECT_EQ(options.minpoll.log2_s(), c.minpoll) << c.complaint.text;
    EXPECT_EQ(options.maxpoll.log2_s(), c.maxpoll) << c.complaint.text;
    EXPECT_EQ(options.version, c.version) << c.complaint.text;
  }
}

TEST(AssociationLines, LoseALineWithAnUnknownOption) {
  const std::string tail = "; expected one of " + working_words(Group::association);
  expect_complaint({"server a ibrust", "f:1:10: unknown option 'ibrust', perhaps 'iburst'" + tail});
  expect_complaint({"server a iburst prefer MINPOLL 4", "f:1:24: unknown option 'MINPOLL', perhaps 'minpoll'" + tail});
  expect_complaint({"server a b.example", "f:1:10: unknown option 'b.example'" + tail});
  expect_complaint({"server a -4", "f:1:10: unknown option '-4'" + tail});
  expect_complaint({"server a {", "f:1:10: unknown option '{'" + tail});
  expect_complaint({"server a \"iburst\"", "f:1:10: unknown option 'iburst'; expected a word without quotes"});
}

TEST(AssociationLines, LoseALineWithABadValue) {
  for (const Complaint& complaint : {
           Complaint{"server a key 0", "f:1:14: '0' is out of range; expected 1 to 65535"},
           {"server a key 65536", "f:1:14: '65536' is out of range; expected 1 to 65535"},
           {"server a port 0", "f:1:15: '0' is out of range; expected 1 to 65535"},
           {"server a key one", "f:1:14: 'one' is not a number that fits here; expected an integer"},
           {"server a minpoll 4.5", "f:1:18: '4.5' is not a number that fits here; expected an integer"},
           {"server a minpoll \"4\"", "f:1:18: '4' is not a number that fits here; expected an integer"},
           {"server a bias much", "f:1:15: 'much' is not a number that fits here; expected a number"},
           {"server a bias inf", "f:1:15: 'inf' is not a number that fits here; expected a number"},
           {"server a minpoll", "f:1:10: nothing after 'minpoll'; expected an integer"},
           {"server a minpoll maxpoll 5", "f:1:18: 'maxpoll' is not a number that fits here; expected an integer"},
       }) {
    expect_complaint(complaint);
  }
}

TEST(AssociationLines, LoseALineWithoutAUsableHost) {
  for (const Complaint& complaint : {
           Complaint{"server", "f:1:1: nothing after 'server'; expected a host name or an address"},
           {"server -4", "f:1:8: nothing after '-4'; expected a host name or an address"},
           {"pool # none", "f:1:1: nothing after 'pool'; expected a host name or an address"},
           {"server \"\"", "f:1:8: bad address ''; expected a host name or an address"},
           {"server 1.2.3.400", "f:1:8: bad address '1.2.3.400'; expected a host name or an address"},
           {"server a,b", "f:1:8: bad address 'a,b'; expected a host name or an address"},
           {"server -4 -6 a", "f:1:11: bad address '-6'; expected a host name or an address of that family"},
           {"server -4 ::1", "f:1:11: bad address '::1'; expected a host name or an address of that family"},
           {"peer 127.127.1.0", "f:1:6: bad address '127.127.1.0'; expected server for a reference clock"},
           {"pool 127.127.28.0", "f:1:6: bad address '127.127.28.0'; expected server for a reference clock"},
       }) {
    expect_complaint(complaint);
  }
}

TEST(AssociationLines, HoldBackWhatIsNotServedYet) {
  for (const Complaint& complaint : {
           Complaint{"server 127.127.20.0 mode 1", "f:1:1: 'server' is not supported yet and has no effect"},
           {"refclock nmea", "f:1:1: 'refclock' is not supported yet and has no effect"},
           {"server a prefer nts noval", "f:1:17: 'nts' is not supported yet and has no effect"},
       }) {
    expect_complaint({complaint.text, complaint.message, false, false});
    const Config config = parse(complaint.text, "f").config;
    EXPECT_TRUE(config.associations.empty()) << "without it the line would mean something else: " << complaint.text;
    EXPECT_EQ(config.held_back.size(), 1U);
  }
}

TEST(AssociationLines, SkipALineThatAsksForAutokey) {
  expect_complaint({"server a iburst autokey", "f:1:17: 'autokey' is not supported, line skipped", false});
}

TEST(AssociationLines, KeepALineWithAWordThatDoesNotMatter) {
  const std::string text = "peer a xleave prefer";
  expect_complaint({text, "f:1:8: 'xleave' has no effect: it is for server and pool", false, false});
  EXPECT_TRUE(parse(text, "f").config.associations.at(0).options.prefer);
  expect_complaint({"server a ident x", "f:1:10: 'ident' has no effect: legacy word: Autokey group", false, false});
  expect_complaint({"server a path /dev/x", "f:1:10: 'path' has no effect: it is for reference clocks", false, false});
  expect_complaint({"server a ask b", "f:1:10: 'ask' has no effect: it needs nts on the same line", false, false});
}

TEST(AssociationLines, KnowTheirPlace) {
  const AssociationLine line = only_association("\n\n  server -4 a.example iburst");
  EXPECT_EQ(line.place, (Place{"f", 3, 13}));
}

TEST(AssociationLines, AreKeptTwiceAndInOrder) {
  const Config config = clean("server b\nserver a\npool c\nserver a iburst\n");
  ASSERT_EQ(config.associations.size(), 4U);
  EXPECT_EQ(config.associations[0].host, "b");
  EXPECT_EQ(config.associations[1].host, "a");
  EXPECT_EQ(config.associations[3].host, "a");
  EXPECT_TRUE(config.associations[3].options.iburst);
}

FudgeLine only_fudge(std::string_view text) {
  const Config config = clean(text);
  EXPECT_EQ(config.fudges.size(), 1U) << text;
  return config.fudges.empty() ? FudgeLine{} : config.fudges[0];
}

TEST(FudgeLines, TakeEveryFactor) {
  const FudgeLine line =
      only_fudge("fudge 127.127.1.0 stratum 10 refid LOCL time1 0.5 time2 -1 flag1 1 flag4 1 flag3 0");
  EXPECT_EQ(line.clock, base::IpAddress::v4(127, 127, 1, 0));
  EXPECT_EQ(line.stratum, 10);
  EXPECT_EQ(line.reference_id, "LOCL");
  EXPECT_EQ(line.time1_s, 0.5);
  EXPECT_EQ(line.time2_s, -1);
  EXPECT_EQ(line.flags, 0b1001);
  EXPECT_EQ(line.flags_given, 0b1101);
  EXPECT_EQ(line.place, (Place{"f", 1, 7}));
}

TEST(FudgeLines, TellZeroFromNotSaid) {
  EXPECT_EQ(only_fudge("fudge 127.127.1.0 stratum 0").stratum, 0);
  const FudgeLine line = only_fudge("fudge 127.127.1.0 flag2 1 flag2 0");
  EXPECT_FALSE(line.stratum.has_value());
  EXPECT_FALSE(line.reference_id.has_value());
  EXPECT_EQ(line.flags, 0);
  EXPECT_EQ(line.flags_given, 0b10);
}

TEST(FudgeLines, MayComeBeforeTheirServer) {
  const Config config = clean("fudge 127.127.1.0 stratum 10\nserver 127.127.1.0\n");
  EXPECT_EQ(config.fudges.size(), 1U);
  EXPECT_EQ(config.associations.size(), 1U);
}

TEST(FudgeLines, SayWhatIsWrong) {
  constexpr std::string_view kNoClock = "; expected a reference clock, 127.127.T.U";
  const std::string factors = "one of " + working_words(Group::fudge);
  expect_complaint({"fudge", "f:1:1: nothing after 'fudge'" + std::string(kNoClock)});
  expect_complaint({"fudge 1.2.3.4 stratum 3", "f:1:7: bad address '1.2.3.4'" + std::string(kNoClock)});
  expect_complaint({"fudge local stratum 3", "f:1:7: bad address 'local'" + std::string(kNoClock)});
  expect_complaint({"fudge 127.127.1.0", "f:1:7: nothing after '127.127.1.0'; expected " + factors});
  expect_complaint(
      {"fudge 127.127.1.0 flag5 1", "f:1:19: unknown option 'flag5', perhaps 'flag1'; expected " + factors});
  expect_complaint(
      {"fudge 127.127.1.0 refid \"\"", "f:1:25: cannot use '' here; expected one to four printable characters"});
  expect_complaint(
      {"fudge 127.127.1.0 refid a\x01", "f:1:25: cannot use 'a\\x01' here; expected one to four printable characters"});
  expect_complaint({"fudge 127.127.1.0 flag1 on", "f:1:25: 'on' is not a number that fits here; expected 0 or 1"});
}

TEST(FudgeLines, BringValuesIntoRange) {
  expect_complaint(
      {"fudge 127.127.1.0 stratum 17", "f:1:27: '17' is out of range; expected 0 to 16, taken as 16", false, false});
  expect_complaint(
      {"fudge 127.127.1.0 flag1 2", "f:1:25: '2' is out of range; expected 0 to 1, taken as 1", false, false});
  expect_complaint({"fudge 127.127.1.0 refid LOCALLY",
                    "f:1:25: cannot use 'LOCALLY' here; expected one to four printable characters, taken as 'LOCA'",
                    false, false});
  EXPECT_EQ(parse("fudge 127.127.1.0 refid LOCALLY", "f").config.fudges.at(0).reference_id, "LOCA");
}

}  // namespace
}  // namespace foliot::config

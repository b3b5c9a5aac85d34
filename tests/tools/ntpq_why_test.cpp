// ntpq: why, in sentences.
#include <gtest/gtest.h>

#include "support/control_state.hpp"
#include "support/ntpq_session.hpp"
#include "tools/ntpq/why.hpp"

namespace foliot::ntpq {
namespace {

PeersStyle numeric_style() {
  PeersStyle style;
  style.numeric = true;
  style.now = test::kControlClock;
  return style;
}

SourceFacts source(const std::string& variables, std::uint16_t status) {
  const std::string usual =
      "srcadr=192.0.2.1, hmode=3, stratum=2, refid=10.0.0.1, reach=0xff, rec=0xe0b1e300.0, leap=0, flash=0x0, "
      "offset=1.500, delay=20.000, jitter=0.250, rootdelay=4.000, rootdisp=6.000, dispersion=1.000";
  return read_source_facts(parse_variables(variables + ", " + usual), 17, status, numeric_style());
}

constexpr std::uint16_t kSynchronized = 0x0615;
constexpr std::uint16_t kUnsynchronized = 0xc016;  // restart

SystemFacts system(std::uint16_t status, const std::string& variables = "stratum=3, peer=17, refid=192.0.2.1") {
  return read_system_facts(parse_variables(variables + ", offset=-0.120, rootdelay=10.000, rootdisp=5.000"), status);
}

struct SourceCase {
  const char* variables;
  std::uint16_t status;
  const char* reason;
  const char* words;
};

const SourceCase kSourceCases[] = {
    {"", 0x961a, "system_peer", "1.50 ms ahead of this clock, its delay 20.0 ms, its jitter 250 us."},
    {"", 0x9414, "candidate", "has a share"},
    {"reach=0x7", 0x9414, "candidate", "Of its last eight polls 3 were answered."},
    {"reach=0x1", 0x9414, "candidate", "Of its last eight polls 1 was answered."},
    {"", 0x971a, "pps_peer", "pulse"},
    {"", 0x9514, "backup", "kept for when"},
    {"", 0x9314, "outlier", "less closely"},
    {"", 0x9214, "excess", "one too many"},
    {"offset=-512.3", 0x9114, "falseticker", "it is 512 ms behind this clock"},
    {"reach=0x0, stratum=16, refid=INIT, rec=0x0.0", 0x8011, "no_answer", "has not answered yet"},
    {"reach=0x0, unreach=20", 0x8013, "unreachable", "the last 20 polls"},
    {"reach=0x0", 0x8013, "unreachable", "the last eight polls"},
    {"srcadr=127.127.20.0, reach=0x0, stratum=0", 0x8013, "no_answer", "reference clock"},
    {"stratum=16, leap=3, flash=0x200", 0x9014, "unsynchronized", "not synchronised itself"},
    {"leap=3", 0x9014, "unsynchronized", "not synchronised itself"},
    {"flash=0x800", 0x9014, "loop", "in a loop"},
    {"flash=0x400, rootdisp=2000", 0x9014, "distance", "may be 2.01 s wrong"},
    {"flash=0x40", 0x9014, "bad_packet", "make no sense"},
    {"", 0x9014, "not_selected", "noselect"},
    {"stratum=16, refid=RATE", 0x9017, "kiss_rate", "kiss code RATE"},
    {"stratum=16, refid=DENY, reach=0x0", 0x8018, "kiss_deny", "kiss code DENY"},
    {"stratum=0, refid=RSTR, reach=0x0", 0x8018, "kiss_deny", "kiss code RSTR"},
    {"reach=0x0", 0x8018, "kiss_deny", "does not serve this machine"},
    {"keyid=7, flash=0x10, reach=0x0", 0xc01c, "authentication", "sealed rightly with key 7"},
    {"keyid=7", 0xd01c, "authentication", "sealed rightly with key 7"},
    {"keyid=7, reach=0x0, stratum=16, rec=0x0.0, refid=INIT", 0xc011, "no_answer", "has not answered yet"},
    {"keyid=7, reach=0x0, stratum=16, rec=0x0.0, badauth=3", 0xc011, "authentication", "sealed rightly with key 7"},
    {"keyid=0, reach=0x0, stratum=16, rec=0x0.0, badauth=3", 0x8011, "no_answer", "has not answered yet"},
    {"stratum=16, refid=NTSN, reach=0x0", 0x8011, "authentication", "kiss code NTSN"},
    {"srcadr=0.0.0.0, srchost=\"pool.example\", refid=POOL, stratum=16, reach=0x0", 0x8011, "pool", "is a pool"},
    {"srcadr=224.0.1.1, hmode=3, reach=0x0, stratum=16", 0x8011, "manycast", "looked for"},
    {"srcadr=192.0.2.255, hmode=5", 0x8811, "broadcast", "none comes back"},
    {"srcadr=127.127.1.0, refid=LOCL, stratum=10", 0x961a, "system_peer", "own clock, which nothing steers"},
};

TEST(ExplainSource, NamesTheReason) {
  for (const SourceCase& c : kSourceCases) {
    const Verdict verdict = explain_source(source(c.variables, c.status));
    EXPECT_EQ(verdict.reason, c.reason) << c.variables;
    EXPECT_TRUE(verdict.text.contains(c.words)) << verdict.text;
  }
}

struct SystemCase {
  std::uint16_t status;
  const char* variables;
  std::vector<std::pair<const char*, std::uint16_t>> sources;
  const char* reason;
};

const SystemCase kSystemCases[] = {
    {kSynchronized, "stratum=3, peer=17, refid=192.0.2.1", {{"", 0x961a}}, "synchronized"},
    {kSynchronized, "stratum=3, peer=0, refid=192.0.2.1", {{"reach=0x0", 0x8013}}, "holdover"},
    {kSynchronized, "stratum=6, peer=0, refid=127.0.0.1", {}, "orphan"},
    {0x0515, "stratum=11, peer=17, refid=LOCL", {{"srcadr=127.127.1.0", 0x961a}}, "local_clock"},
    {kUnsynchronized, "stratum=16, peer=0, refid=INIT", {}, "no_sources"},
    {kUnsynchronized, "stratum=16, peer=0", {{"srcadr=0.0.0.0", 0x8011}}, "no_addresses"},
    {kUnsynchronized, "stratum=16, peer=0", {{"reach=0x0", 0x8013}, {"reach=0x0", 0x8013}}, "no_answers"},
    {kUnsynchronized, "stratum=16, peer=0", {{"", 0x9114}, {"", 0x9114}}, "no_majority"},
    {kUnsynchronized, "stratum=16, peer=0", {{"leap=3", 0x9014}}, "sources_unsynchronized"},
    {kUnsynchronized, "stratum=16, peer=0", {{"flash=0x400", 0x9014}}, "distance"},
    {kUnsynchronized, "stratum=16, peer=0", {{"", 0x9014}}, "waiting"},
    {0xc017, "stratum=16, peer=0", {{"", 0x961a}}, "panic"},
    {0xc013, "stratum=16, peer=0", {{"", 0x961a}}, "spike"},
    {0xc014, "stratum=16, peer=0", {{"", 0x961a}}, "frequency_mode"},
};

TEST(ExplainSystem, NamesTheReason) {
  for (const SystemCase& c : kSystemCases) {
    std::vector<SourceFacts> sources;
    for (const auto& [variables, status] : c.sources) sources.push_back(source(variables, status));
    EXPECT_EQ(explain_system(system(c.status, c.variables), sources).reason, c.reason) << c.variables;
  }
}

TEST(WhyText, IsAPageToRead) {
  const std::vector<SourceFacts> sources{source("", 0x961a), source("srcadr=198.51.100.9, offset=512.3", 0x9114),
                                         source("srcadr=198.51.100.10, reach=0x0, unreach=9", 0x8013)};
  EXPECT_EQ(why_text(system(kSynchronized), sources),
            "The daemon is synchronised. It follows 192.0.2.1 and serves at stratum 3. Its\n"
            "clock is 120 us ahead of what the sources say, and at most about 10.0 ms\n"
            "wrong.\n"
            "\n"
            "* 192.0.2.1: It is the system peer: its time is used, and its stratum and\n"
            "  reference are passed on. Its time is 1.50 ms ahead of this clock, its delay\n"
            "  20.0 ms, its jitter 250 us.\n"
            "\n"
            "x 198.51.100.9: Its time does not agree with that of the majority: it is 512\n"
            "  ms ahead of this clock. It is a falseticker.\n"
            "  To do: See to that server, or take it out. If several disagree, at least\n"
            "  four sources let the majority be told from a liar. A difference of about\n"
            "  half the delay of a busy line may be the line's fault.\n"
            "\n"
            "  198.51.100.10: It has stopped answering: the last 9 polls brought nothing.\n"
            "  To do: Nothing, when it is down for a while: it is taken again when it\n"
            "  answers. Else look at the network in between and at its daemon.\n");
}

TEST(WhyText, SaysWhatToDoWhenNotSynchronised) {
  EXPECT_EQ(why_text(system(kUnsynchronized, "stratum=16, peer=0"), {}),
            "The daemon is not synchronised. It has no source.\n"
            "To do: Add a line such as `pool pool.ntp.org iburst` to its configuration.\n");
}

TEST(SpanText, ChoosesItsUnit) {
  struct Case {
    double ms;
    const char* text;
  };
  const Case cases[] = {{0, "0.00 us"},     {0.045, "45.0 us"},   {1.5, "1.50 ms"},      {-250, "250 ms"},
                        {12'345, "12.3 s"}, {90'000, "1.50 min"}, {7'200'000, "2.00 h"}, {1e9, "11.6 days"}};
  for (const Case& c : cases) EXPECT_EQ(span_text(c.ms), c.text);
}

TEST(Wrapped, BreaksBetweenWords) {
  EXPECT_EQ(wrapped("a b", 2), "a b");
  EXPECT_EQ(wrapped("", 2), "");
  EXPECT_EQ(wrapped("  a b", 2), "  a b");
  const std::string long_word(90, 'x');
  EXPECT_EQ(wrapped("a " + long_word + " b", 2), "a\n  " + long_word + "\n  b");
}

TEST(Why, ExplainsOurOwnDaemon) {
  test::ControlState state = test::full_state();
  test::PlayedChannel channel([&](const test::Datagram& request) { return control::answer_control(request, state); });
  test::PlayedSurroundings surroundings;
  Client client(channel);
  std::ostringstream out;
  std::ostringstream err;
  Session session{.client = &client,
                  .surroundings = &surroundings,
                  .out = &out,
                  .err = &err,
                  .settings = {},
                  .hosts = {"localhost"},
                  .associations = {}};
  ASSERT_TRUE(session.open("localhost", FamilyChoice::any));
  EXPECT_TRUE(execute(session, "why"));
  EXPECT_TRUE(out.str().starts_with("The daemon is synchronised. It follows 192.0.2.1 and serves at stratum 2."));
  EXPECT_TRUE(out.str().contains("\n+ time.example.org: It is used"));
  EXPECT_TRUE(out.str().contains("\n  0.pool.example.org: It is a pool"));
  EXPECT_TRUE(out.str().contains("\n  198.51.100.7: It has not answered yet."));
  out.str("");
  session.settings.json = true;
  EXPECT_TRUE(execute(session, "why"));
  EXPECT_TRUE(out.str().starts_with("{\"server\":\"localhost\",\"synchronized\":true,\"reason\":\"synchronized\","));
  EXPECT_TRUE(
      out.str().contains("\"association_id\":20,\"remote\":\"0.pool.example.org\",\"tally\":\" \","
                         "\"reason\":\"pool\""));
}

TEST(Why, SaysWhoDidNotAnswer) {
  test::NtpqBench bench([](const test::Mode6Request&) { return std::vector<test::Datagram>{}; });
  EXPECT_EQ(bench.say("why"), "localhost: timed out, nothing received\n***Request timed out\n");
  EXPECT_FALSE(bench.good);
}

}  // namespace
}  // namespace foliot::ntpq

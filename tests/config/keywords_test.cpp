// The keyword table, and that the parser does what it says.
#include "config/keywords.hpp"

#include <gtest/gtest.h>

#include <set>
#include <utility>

#include "config/check.hpp"
#include "config/directives.hpp"

namespace foliot::config {
namespace {

/// The start of a line on which a word of `group` may stand.
std::string line_start(Group group) {
  switch (group) {
    case Group::directive:
      return "";
    case Group::association:
      return "server a.example ";
    case Group::fudge:
      return "fudge 127.127.1.0 ";
    case Group::restrict_word:
      return "restrict 10.0.0.0 ";
    case Group::tinker:
      return "tinker ";
    case Group::tos:
      return "tos ";
    case Group::toggle:
      return "enable ";
    case Group::interface_action:
      return "interface ";
  }
  return "";
}

/// A value that `keyword` must be content with.
std::string sample(const Keyword& keyword) {
  if (keyword.word == "mask") return " 255.0.0.0";
  if (keyword.word == "serverresponse") return " fuzz";
  if (keyword.word.ends_with("poll")) return " 5";
  if (keyword.group == Group::directive && keyword.shape == Shape::host) return " 127.127.1.0 stratum 1";
  switch (keyword.shape) {
    case Shape::nothing:
      return "";
    case Shape::integer:
    case Shape::boolean:
      return " 1";
    case Shape::number:
      return " 0.25";
    default:
      return " text";
  }
}

TEST(KeywordTable, HoldsEachWordOfAGroupOnce) {
  std::set<std::pair<Group, std::string_view>> seen;
  for (const Keyword& keyword : keywords()) {
    EXPECT_TRUE(seen.emplace(keyword.group, keyword.word).second) << keyword.word;
    EXPECT_EQ(find_keyword(keyword.group, keyword.word), &keyword);
  }
}

TEST(KeywordTable, SaysWhatEachWordMeans) {
  for (const Keyword& keyword : keywords()) {
    EXPECT_FALSE(keyword.word.empty());
    EXPECT_FALSE(keyword.meaning.empty()) << keyword.word;
    EXPECT_EQ(keyword.arguments.empty(), keyword.shape == Shape::nothing) << keyword.word;
    EXPECT_TRUE(!keyword.range || keyword.range->low < keyword.range->high) << keyword.word;
  }
}

TEST(KeywordTable, HasAReaderForEachDirectiveThatWorks) {
  for (const Keyword& keyword : keywords()) {
    if (keyword.group != Group::directive || keyword.word == "end") continue;
    EXPECT_EQ(find_reader(keyword.word) != nullptr, keyword.support == Support::works) << keyword.word;
  }
}

TEST(KeywordTable, IsTrueOfEveryOption) {
  for (const Keyword& keyword : keywords()) {
    if (keyword.group == Group::directive) continue;
    const std::string text = line_start(keyword.group) + std::string(keyword.word) + sample(keyword);
    SCOPED_TRACE(text);
    const ParsedConfig parsed = parse(text, "f");
    const bool silent = keyword.support == Support::works && keyword.word != "kod";
    ASSERT_EQ(parsed.findings.size(), silent ? 0U : 1U) << (silent ? to_text(parsed.findings[0]) : "");
    if (silent || keyword.word == "kod") continue;
    EXPECT_EQ(parsed.findings[0].code, FindingCode::not_supported_yet);
    EXPECT_EQ(parsed.findings[0].severity, Severity::warning);
    EXPECT_EQ(parsed.findings[0].word, keyword.word);
    EXPECT_EQ(parsed.findings[0].line_lost, keyword.support == Support::refused);
  }
}

TEST(KeywordTable, IsTrueOfEveryDirectiveThatIsNotServed) {
  for (const Keyword& keyword : keywords()) {
    if (keyword.group != Group::directive || keyword.support == Support::works) continue;
    const std::string word(keyword.word);
    EXPECT_EQ(messages(word + " what ever = 5 \"x\"\nserver a"),
              (std::vector<std::string>{"f:1:1: '" + word + "' is not supported yet, line skipped"}));
  }
}

TEST(KeywordTable, NamesWhatMustBeKnownToReadOldFiles) {
  for (const std::string_view word : {"broadcast",
                                      "broadcastclient",
                                      "multicastclient",
                                      "manycastclient",
                                      "manycastserver",
                                      "unpeer",
                                      "refclock",
                                      "device",
                                      "keys",
                                      "trustedkey",
                                      "controlkey",
                                      "requestkey",
                                      "crypto",
                                      "nts",
                                      "delrestrict",
                                      "unrestrict",
                                      "discard",
                                      "limit",
                                      "mru",
                                      "statistics",
                                      "statsdir",
                                      "filegen",
                                      "logconfig",
                                      "setvar",
                                      "trap",
                                      "saveconfigdir",
                                      "phone",
                                      "nonvolatile",
                                      "leapfile",
                                      "leapsmearinterval",
                                      "dscp",
                                      "pollskewlist",
                                      "rlimit",
                                      "includefile",
                                      "reset",
                                      "simulate",
                                      "authenticate",
                                      "clientlimit",
                                      "resolver",
                                      "precision",
                                      "multicast",
                                      "broadcastdelay"}) {
    EXPECT_NE(find_keyword(Group::directive, word), nullptr) << word;
  }
}

TEST(FindKeyword, TakesNoOtherCaseAndNoOtherGroup) {
  EXPECT_NE(find_keyword(Group::association, "iburst"), nullptr);
  EXPECT_EQ(find_keyword(Group::association, "IBURST"), nullptr);
  EXPECT_EQ(find_keyword(Group::directive, "iburst"), nullptr);
  EXPECT_EQ(find_keyword(Group::directive, ""), nullptr);
}

TEST(NearestWord, FindsTheSlipOfAFinger) {
  EXPECT_EQ(nearest_word(Group::association, "ibrust"), "iburst");   // swapped
  EXPECT_EQ(nearest_word(Group::association, "prefe"), "prefer");    // left out
  EXPECT_EQ(nearest_word(Group::association, "preferr"), "prefer");  // twice
  EXPECT_EQ(nearest_word(Group::association, "minpol1"), "minpoll");
  EXPECT_EQ(nearest_word(Group::directive, "Server"), "server");
  EXPECT_EQ(nearest_word(Group::directive, "RESTRICT"), "restrict");
  EXPECT_EQ(nearest_word(Group::directive, "drfitfiel"), "driftfile");
}

TEST(NearestWord, DoesNotGuessWildly) {
  EXPECT_EQ(nearest_word(Group::directive, "chrony"), "");
  EXPECT_EQ(nearest_word(Group::directive, "x"), "");
  EXPECT_EQ(nearest_word(Group::directive, ""), "");
  EXPECT_EQ(nearest_word(Group::directive, std::string(10'000, 'e')), "");
}

TEST(WorkingWords, ListsThemInTheOrderOfTheTable) {
  EXPECT_EQ(working_words(Group::interface_action), "listen, ignore, drop");
  EXPECT_EQ(working_words(Group::fudge), "stratum, refid, time1, time2, flag1, flag2, flag3, flag4");
}

TEST(Following, IsAStringAfterTheWordsThatNameThings) {
  for (const std::string_view word :
       {"server",        "peer",           "pool",    "broadcast", "manycastclient", "fudge",   "driftfile",
        "keys",          "keysdir",        "logfile", "leapfile",  "includefile",    "pidfile", "statsdir",
        "saveconfigdir", "ntpsigndsocket", "setvar",  "trap",      "unpeer",         "refid",   "="}) {
    EXPECT_EQ(following(word), Following::string) << word;
  }
  for (const std::string_view word : {"logconfig", "phone", "manycastserver", "multicastclient"}) {
    EXPECT_EQ(following(word), Following::strings) << word;
  }
  for (const std::string_view word : {"restrict", "tinker", "iburst", "simulate", "trustedkey", "nonsense"}) {
    EXPECT_EQ(following(word), Following::keyword) << word;
  }
}

}  // namespace
}  // namespace foliot::config

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
      return "server 127.127.1.0 ";
    case Group::fudge:
      return "fudge 127.127.1.0 ";
    case Group::device_word:
      return "device 127.127.1.0 ";
    case Group::restrict_word:
      return "restrict 10.0.0.0 ";
    case Group::discard_word:
      return "discard ";
    case Group::limit_word:
      return "limit ";
    case Group::mru_word:
      return "mru ";
    case Group::nts_word:
      return "nts ";
    case Group::statistics_word:
      return "statistics ";
    case Group::filegen_word:
      return "filegen loopstats ";
    case Group::tinker:
      return "tinker ";
    case Group::tos:
      return "tos ";
    case Group::toggle:
      return "enable ";
    case Group::interface_action:
      return "interface ";
    case Group::rlimit_word:
      return "rlimit ";
    case Group::reset_word:
      return "reset ";
  }
  return "";
}

/// The directive that the line of `group` begins with, where that alone may be worth a warning.
std::string_view directive_of(Group group) {
  const std::string start = line_start(group);
  const auto* keyword = find_keyword(Group::directive, std::string_view(start).substr(0, start.find(' ')));
  return keyword == nullptr || keyword->support == Support::works ? std::string_view{} : keyword->word;
}

/// A value that `keyword` must be content with.
std::string sample(const Keyword& keyword) {
  if (keyword.word == "mask") return " 255.0.0.0";
  if (keyword.word == "serverresponse") return " fuzz";
  if (keyword.word.ends_with("poll")) return " 5";
  if (keyword.word == "watchdog") return " 9";
  if (keyword.word == "baud" || (keyword.word == "burst" && keyword.shape == Shape::number)) return " 4800";
  if (keyword.word == "basedate") return " 2024-01-01";
  if (keyword.group == Group::filegen_word && keyword.word == "type") return " age";
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

TEST(KeywordTable, HasAReaderForEachDirectiveThatIsKept) {
  for (const Keyword& keyword : keywords()) {
    if (keyword.group != Group::directive || keyword.word == "end" || keyword.word == "includefile") continue;
    const bool is_kept = keyword.support != Support::ignored && keyword.support != Support::refused;
    EXPECT_EQ(find_reader(keyword.word) != nullptr, is_kept) << keyword.word;
  }
}

FindingCode code_of(Support support) {
  if (support == Support::ignored) return FindingCode::no_effect;
  return support == Support::refused ? FindingCode::not_supported : FindingCode::not_supported_yet;
}

/// What is said about words, other than about the directive of the line.
std::vector<Finding> findings_about_words(std::string_view text, std::string_view directive) {
  std::vector<Finding> findings = parse(text, "f").findings;
  std::erase_if(findings, [&](const Finding& f) {
    return f.word == directive && f.code == FindingCode::not_supported_yet && f.place.column == 1;
  });
  return findings;
}

TEST(KeywordTable, IsTrueOfEveryOption) {
  for (const Keyword& keyword : keywords()) {
    if (keyword.group == Group::directive) continue;
    if (find_keyword(Group::association, keyword.word) == &keyword && keyword.word == "unit") continue;
    const bool needs_nts = keyword.group == Group::association && keyword.shape == Shape::text;
    const std::string text = line_start(keyword.group) + std::string(keyword.word) + sample(keyword);
    SCOPED_TRACE(text);
    const auto findings = findings_about_words(text, directive_of(keyword.group));
    const bool silent = keyword.support == Support::works;
    if (silent && (needs_nts || keyword.word == "kod" || keyword.word == "noval")) continue;
    if (keyword.group == Group::device_word) continue;
    ASSERT_EQ(findings.size(), silent ? 0U : 1U) << (silent ? to_text(findings[0]) : "");
    if (silent) continue;
    EXPECT_EQ(findings[0].code, code_of(keyword.support));
    EXPECT_EQ(findings[0].severity, Severity::warning);
    EXPECT_EQ(findings[0].word, keyword.word);
    EXPECT_EQ(findings[0].line_lost, keyword.support == Support::refused);
  }
}

TEST(KeywordTable, IsTrueOfEveryDirectiveThatIsNotKept) {
  for (const Keyword& keyword : keywords()) {
    if (keyword.group != Group::directive) continue;
    if (keyword.support != Support::ignored && keyword.support != Support::refused) continue;
    const std::string word(keyword.word);
    const ParsedConfig parsed = parse(word + " what ever = 5 \"x\"\nserver a\n" + word, "f");
    const bool once = keyword.support == Support::ignored;
    ASSERT_EQ(parsed.findings.size(), once ? 1U : 2U) << word;
    EXPECT_EQ(parsed.findings[0].code, code_of(keyword.support)) << word;
    EXPECT_EQ(parsed.findings[0].word, word);
    EXPECT_EQ(parsed.config.associations.size(), 1U);
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
                                      "workers",
                                      "xdp",
                                      "hwtimestamp",
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
  EXPECT_EQ(working_words(Group::device_word), "timedata, ppsdata");
  EXPECT_EQ(working_words(Group::restrict_word).find("nokod"), std::string::npos);
}

TEST(Following, IsAStringAfterTheWordsThatNameThings) {
  for (const std::string_view word : {"server",         "peer",        "pool",    "broadcast", "manycastclient",
                                      "fudge",          "driftfile",   "keys",    "keysdir",   "logfile",
                                      "leapfile",       "includefile", "pidfile", "statsdir",  "saveconfigdir",
                                      "ntpsigndsocket", "setvar",      "trap",    "unpeer",    "refid",
                                      "rtcfile",        "rtcdevice",   "="}) {
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

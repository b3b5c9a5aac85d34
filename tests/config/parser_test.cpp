// The file as a whole: lines stand alone, nothing stops the parser, everything is bounded.
#include "config/parser.hpp"

#include <gtest/gtest.h>

#include "base/rng.hpp"
#include "config/check.hpp"

namespace foliot::config {
namespace {

using Messages = std::vector<std::string>;

TEST(Parser, OfNothingGivesTheDefaults) {
  for (const std::string_view text : {"", "\n", "\n\n\n", "# only\n#comments", "  \t \r\n \r\n", "\xef\xbb\xbf"}) {
    EXPECT_TRUE(same_settings(clean(text), Config{}));
  }
}

TEST(Parser, ReadsLinesWithAnyEnd) {
  for (const std::string_view text : {"server a\nserver b", "server a\nserver b\n", "server a\r\nserver b\r\n",
                                      "\n\nserver a\n\n\nserver b\n\n", "\xef\xbb\xbfserver a\nserver b"}) {
    const Config config = clean(text);
    ASSERT_EQ(config.associations.size(), 2U);
    EXPECT_EQ(config.associations[1].host, "b");
  }
}

TEST(Parser, LosesOnlyTheBadLines) {
  const std::string text =
      "server a ibrust\n"
      "server b\n"
      "restrict 10.0.0.0 mask 255.0.256.0\n"
      "nonsense\n"
      "server c key 0\n"
      "tinker panic 5\n"
      "server \"d";
  const ParsedConfig parsed = parse(text, "f");
  ASSERT_EQ(parsed.config.associations.size(), 2U);
  EXPECT_EQ(parsed.config.associations[0].host, "b");
  EXPECT_EQ(parsed.config.associations[1].host, "d");
  EXPECT_EQ(parsed.config.discipline.panic_s, 5);
  EXPECT_TRUE(parsed.config.restricts.empty());
  ASSERT_EQ(parsed.findings.size(), 4U);
  const int lines[] = {1, 3, 4, 5};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(parsed.findings[i].place.line, lines[i]);
}

TEST(Parser, NamesTheFile) {
  const ParsedConfig parsed = parse("server a ibrust\nserver b", "/etc/ntp.conf");
  EXPECT_EQ(parsed.findings.at(0).place, (Place{"/etc/ntp.conf", 1, 10}));
  EXPECT_EQ(parsed.config.associations.at(0).place, (Place{"/etc/ntp.conf", 2, 8}));
}

TEST(Parser, SaysWhichFirstWordItDoesNotKnow) {
  for (const Complaint& complaint : {
           Complaint{"serve a", "f:1:1: unknown directive 'serve', perhaps 'server'"},
           {"  SERVER a", "f:1:3: unknown directive 'SERVER', perhaps 'server'"},
           {"makestep 1 3", "f:1:1: unknown directive 'makestep'"},
           {"\"server\" a", "f:1:1: unknown directive 'server'; expected a word without quotes"},
           {"iburst", "f:1:1: unknown directive 'iburst'"},
           {"= a", "f:1:1: unknown directive '='"},
           {"-4 a", "f:1:1: unknown directive '-4'"},
       }) {
    expect_complaint(complaint);
  }
}

TEST(Parser, CutsAKeywordAtASpecialCharacter) {
  // The first word ends there; what follows `server` is a plain string, which `=` may begin.
  expect_complaint({"server=a", "f:1:7: bad address '=a'; expected a host name or an address"});
}

TEST(Parser, StopsAtEnd) {
  const ParsedConfig parsed = parse("server a\nend of it\nserver b\nnonsense\n", "f");
  EXPECT_EQ(parsed.config.associations.size(), 1U);
  EXPECT_TRUE(parsed.findings.empty());
  EXPECT_EQ(messages("\"end\"\nserver b\nx").size(), 2U) << "quoted, it is no keyword";
}

TEST(Parser, PassesOverTheBlockOfTheSimulator) {
  const std::string text =
      "simulate {\n"
      " beep_delay = 3600\n"
      " server = a { server_offset = 1;\n"
      "  duration = 5 }\n"
      "}\n"
      "server b\n";
  EXPECT_EQ(messages(text),
            (Messages{"f:1:1: 'simulate' has no effect: legacy word: settings of the classic simulator"}));
  ASSERT_EQ(parse(text, "f").config.associations.size(), 1U);
  EXPECT_EQ(parse("simulate\nserver b\n", "f").config.associations.size(), 1U) << "no block, one line";
}

TEST(Parser, ReportsWordsAndLinesThatAreTooLong) {
  const std::string word(1025, 'x');
  EXPECT_EQ(messages("server a\nserver " + word + "\nserver b"),
            (Messages{"f:2:8: too long: '" + word.substr(0, 64) + "...'; expected a word of at most 1024 bytes"}));
  std::string line = "enable";
  for (int i = 0; i < 1024; ++i) line += " ntp";
  EXPECT_EQ(messages(line), (Messages{"f:1:4100: too long: 'ntp'; expected at most 1024 words on a line"}));
}

TEST(Parser, ListsABoundedNumberOfFindings) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "x\n";
  const ParsedConfig parsed = parse(text + "server a", "f");
  ASSERT_EQ(parsed.findings.size(), kMaxFindings);
  EXPECT_EQ(to_text(parsed.findings[998]), "f:999:1: unknown directive 'x'");
  EXPECT_EQ(to_text(parsed.findings[999]), "f:1000:1: more findings are not listed");
  EXPECT_EQ(parsed.config.associations.size(), 1U) << "the parser itself goes on";
}

TEST(Parser, SurvivesRandomBytes) {
  constexpr std::uint64_t kSeed = 11;
  constexpr std::string_view kPieces[] = {
      "server", " ",   "\n", "\"",          "#",        "-4",    "restrict", "mask", "0xff",   "{", "=",      "minpoll",
      "tinker", "1e9", "\r", "127.127.1.0", "default ", "fudge", "refid ",   "tos",  "orphan", "-", "enable", "kod"};
  base::SeededRng rng(kSeed);
  for (int round = 0; round < 1000; ++round) {
    std::string text;
    while (rng.next_u64() % 40 != 0) {
      const bool raw = rng.next_u64() % 8 == 0;
      if (raw) {
        text += static_cast<char>(rng.next_u64());
      } else {
        text += kPieces[rng.next_u64() % std::size(kPieces)];
      }
    }
    for (const Finding& finding : parse(text, "f").findings) {
      EXPECT_GE(finding.place.line, 1) << "seed " << kSeed << " round " << round;
      EXPECT_GE(finding.place.column, 1) << "seed " << kSeed << " round " << round;
    }
  }
}

}  // namespace
}  // namespace foliot::config

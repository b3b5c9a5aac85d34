// `statistics`, `filegen`, `logconfig` and `setvar`.
#include <gtest/gtest.h>

#include "config/check.hpp"
#include "config/log_words.hpp"

namespace foliot::config {
namespace {

const Filegen& filegen(const Config& config, Statistics kind) {
  return config.filegens[static_cast<std::size_t>(kind)];
}

TEST(StatisticsLines, TurnFilesOn) {
  const Config config = accepted("statistics loopstats peerstats\nstatistics usestats cryptostats\n");
  for (const Statistics kind : {Statistics::loopstats, Statistics::peerstats, Statistics::usestats}) {
    EXPECT_TRUE(filegen(config, kind).is_enabled());
  }
  EXPECT_FALSE(filegen(config, Statistics::clockstats).is_enabled());
  EXPECT_FALSE(filegen(config, Statistics::cryptostats).is_enabled()) << "there is no Autokey";
}

TEST(FilegenLines, SayHowAFileIsKept) {
  const Config config = accepted("filegen loopstats file loops type week nolink enable\n");
  const Filegen& loops = filegen(config, Statistics::loopstats);
  EXPECT_EQ(loops.file, "loops");
  EXPECT_EQ(loops.type, FilegenType::week);
  EXPECT_FALSE(loops.link);
  EXPECT_TRUE(loops.is_enabled());
}

TEST(FilegenLines, AddUpAndRuleOverStatisticsWhereverTheyStand) {
  const Config config = accepted(
      "filegen peerstats disable\nstatistics peerstats\nfilegen loopstats type age\nfilegen loopstats nolink\n");
  EXPECT_FALSE(filegen(config, Statistics::peerstats).is_enabled());
  EXPECT_EQ(filegen(config, Statistics::loopstats).type, FilegenType::age);
  EXPECT_FALSE(filegen(config, Statistics::loopstats).link);
  EXPECT_TRUE(filegen(config, Statistics::loopstats).is_enabled()) << "a filegen line enables, unless it says not to";
}

TEST(FilegenLines, SayWhatIsWrong) {
  EXPECT_TRUE(messages("filegen").at(0).starts_with("f:1:1: nothing after 'filegen'; expected one of clockstats"));
  EXPECT_EQ(messages("filegen lopstats type day").at(0).substr(0, 58),
            "f:1:9: unknown option 'lopstats', perhaps 'loopstats'; exp");
  expect_complaint({"filegen loopstats type decade",
                    "f:1:24: unknown option 'decade'; expected {none | pid | day | week | month | year | age}"});
  expect_complaint(
      {"filegen loopstats file \"\"", "f:1:24: cannot use '' here; expected a name without control characters"});
}

TEST(LogconfigLines, AddAndTakeAway) {
  struct Case {
    std::string_view words;
    unsigned bits;
  };
  for (const Case& c : {Case{"=syncall", 0x0f00}, Case{"syncall", 0x0f00}, Case{"=all", 0xffff},
                        Case{"=allall", 0xffff}, Case{"=syncevents", 0x0200}, Case{"=syncevents +peerinfo", 0x0210},
                        Case{"+clockall", 0x0f0f}, Case{"-syncstatus", 0x0b00}, Case{"=all -sysall -allinfo", 0x0eee},
                        Case{"= sysstatistics", 0x8000}, Case{"=allevents", 0x2222}, Case{"=allclock", 0x000f},
                        Case{"=eventspeer", 0x0020}, Case{"=sync", 0x0f00}, Case{"=all -all", 0}}) {
    EXPECT_EQ(accepted("logconfig " + std::string(c.words)).log_mask.bits, c.bits) << c.words;
  }
}

TEST(LogconfigLines, PassOverAnUnknownWord) {
  const ParsedConfig parsed = parse("logconfig =synk +peerall", "f");
  EXPECT_EQ(parsed.config.log_mask.bits, 0x0ff0);
  ASSERT_EQ(parsed.findings.size(), 2U);
  EXPECT_TRUE(to_text(parsed.findings[0]).starts_with("f:1:11: unknown option '=synk'; expected [=+-]CLASS"));
  EXPECT_EQ(parsed.findings[0].severity, Severity::warning);
}

TEST(LogMask, ComesBackFromItsText) {
  for (unsigned bits = 0; bits <= 0xffff; ++bits) {
    const LogMask mask{static_cast<std::uint16_t>(bits)};
    const std::string text = log_mask_text(mask);
    LogMask again{0x1234};
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t blank = std::min(text.find(' ', at), text.size());
      ASSERT_TRUE(apply_log_word(again, std::string_view(text).substr(at, blank - at))) << text;
      at = blank + 1;
    }
    ASSERT_EQ(again, mask) << text;
  }
}

TEST(SetvarLines, TakeValuesInEverySpelling) {
  for (const std::string_view text :
       {"setvar a.b = c", "setvar a.b=c", "setvar a.b =c", "setvar a.b= c", "setvar a.b = \"c\""}) {
    const Config config = accepted(text);
    ASSERT_EQ(config.variables.size(), 1U) << text;
    EXPECT_EQ(config.variables[0], (Variable{"a.b", "c", false})) << text;
  }
  EXPECT_EQ(accepted("setvar a = \"b c\" default").variables.at(0), (Variable{"a", "b c", true}));
  const Config config = accepted("setvar a = 1\nsetvar b = 2\nsetvar a = 3");
  ASSERT_EQ(config.variables.size(), 2U);
  EXPECT_EQ(config.variables[0].value, "3");
}

TEST(SetvarLines, SayWhatIsWrong) {
  expect_complaint({"setvar", "f:1:1: nothing after 'setvar'; expected NAME = VALUE"});
  expect_complaint({"setvar a", "f:1:8: nothing after 'a'; expected ="});
  expect_complaint({"setvar a b", "f:1:10: unexpected 'b'; expected ="});
  expect_complaint({"setvar a =", "f:1:10: nothing after '='; expected NAME = VALUE"});
  expect_complaint({"setvar a = b c", "f:1:14: unexpected 'c'; expected default"});
  expect_complaint({"setvar a,b = c", "f:1:8: cannot use 'a,b' here; expected a name of letters, digits, - _ and ."});
}

TEST(ResetLines, AreCommandsAndNoSettings) {
  const ParsedConfig parsed = parse("reset allpeers timer", "f");
  EXPECT_EQ(parsed.commands.reset.bits, 0b1000001);
  EXPECT_TRUE(same_settings(parsed.config, Config{}));
}

}  // namespace
}  // namespace foliot::config

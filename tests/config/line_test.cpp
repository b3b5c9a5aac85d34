// The cursor over a line, the options on it, and the list of what is wrong.
#include "config/line.hpp"

#include <gtest/gtest.h>

#include "config/options.hpp"

namespace foliot::config {
namespace {

/// A line and all that it needs to live.
struct Fixture {
  explicit Fixture(std::string_view text) : words(*split_words(text)), line(words, start, findings) {}

  std::vector<std::string> report() {
    std::vector<std::string> all;
    for (const Finding& finding : findings.take()) all.push_back(to_text(finding));
    return all;
  }

  std::vector<Word> words;
  Place start{"f", 3, 0};
  FindingList findings;
  Line line;
};

TEST(Line, GivesWordsAfterTheDirectiveInOrder) {
  Fixture f("server a b");
  EXPECT_EQ(f.line.directive().text, "server");
  EXPECT_EQ(f.line.peek()->text, "a");
  EXPECT_EQ(f.line.take()->text, "a");
  EXPECT_EQ(f.line.take()->text, "b");
  EXPECT_EQ(f.line.take(), nullptr);
  EXPECT_FALSE(f.line.lost());
  EXPECT_TRUE(f.report().empty());
}

TEST(Line, GivesNoMoreWordsOnceLost) {
  Fixture f("server a b");
  f.line.lose(*f.line.take(), {.code = FindingCode::bad_address});
  EXPECT_TRUE(f.line.lost());
  EXPECT_EQ(f.line.take(), nullptr);
  EXPECT_EQ(f.line.peek(), nullptr);
  f.line.expect_end();
  EXPECT_EQ(f.line.take_or_lose("more"), nullptr);
  EXPECT_EQ(f.report(), std::vector<std::string>{"f:3:8: bad address 'a'"}) << "one fault is enough";
}

TEST(Line, TellsWarningsFromLosses) {
  Fixture f("server a b");
  f.line.warn(*f.line.take(), {.code = FindingCode::no_effect});
  EXPECT_FALSE(f.line.lost());
  f.line.skip(*f.line.take());
  EXPECT_TRUE(f.line.lost());
  const std::vector<Finding> findings = f.findings.take();
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].severity, Severity::warning);
  EXPECT_FALSE(findings[0].line_lost);
  EXPECT_EQ(findings[1].severity, Severity::warning);
  EXPECT_TRUE(findings[1].line_lost);
}

TEST(Line, WarnsOnceOfOneWord) {
  Fixture f("restrict kod kod a");
  f.line.warn_once(*f.line.take(), {.code = FindingCode::no_effect});
  f.line.warn_once(*f.line.take(), {.code = FindingCode::no_effect});
  f.line.warn_once(*f.line.take(), {.code = FindingCode::no_effect});
  EXPECT_EQ(f.report(), (std::vector<std::string>{"f:3:10: 'kod' has no effect", "f:3:18: 'a' has no effect"}));
}

TEST(Line, TakesAFamilyOnlyBare) {
  EXPECT_EQ(Fixture("server -4 a").line.take_family(), base::IpFamily::v4);
  EXPECT_EQ(Fixture("server -6 a").line.take_family(), base::IpFamily::v6);
  EXPECT_FALSE(Fixture("server \"-4\" a").line.take_family().has_value());
  EXPECT_FALSE(Fixture("server a").line.take_family().has_value());
  EXPECT_FALSE(Fixture("server").line.take_family().has_value());
}

TEST(Options, ComeOneByOneWithTheirValues) {
  Fixture f("server minpoll -3 iburst bias 0.5");
  const auto minpoll = next_option(f.line, Group::association);
  ASSERT_TRUE(minpoll.has_value());
  EXPECT_EQ(minpoll->word->text, "minpoll");
  EXPECT_EQ(minpoll->argument->text, "-3");
  EXPECT_EQ(minpoll->integer, -3);
  const auto iburst = next_option(f.line, Group::association);
  ASSERT_TRUE(iburst.has_value());
  EXPECT_EQ(iburst->argument, nullptr);
  EXPECT_EQ(next_option(f.line, Group::association)->number, 0.5);
  EXPECT_FALSE(next_option(f.line, Group::association).has_value());
  EXPECT_FALSE(f.line.lost());
}

TEST(Options, PassOverWordsWithoutEffectAndTheirValues) {
  Fixture f("server dynamic ident x prefer");
  const auto option = next_option(f.line, Group::association);
  ASSERT_TRUE(option.has_value());
  EXPECT_EQ(option->word->text, "prefer");
  EXPECT_EQ(f.report().size(), 2U);
}

TEST(FindingList, SaysThatThereWasMoreInItsLastPlace) {
  FindingList list;
  for (std::size_t i = 0; i < kMaxFindings + 10; ++i) {
    Finding finding;
    finding.place.line = static_cast<int>(i + 1);
    list.add(finding);
  }
  const std::vector<Finding> findings = list.take();
  ASSERT_EQ(findings.size(), kMaxFindings);
  EXPECT_EQ(findings[kMaxFindings - 2].code, FindingCode::unknown_keyword);
  EXPECT_EQ(findings.back().code, FindingCode::more_not_listed);
  EXPECT_EQ(findings.back().place.line, static_cast<int>(kMaxFindings));
}

}  // namespace
}  // namespace foliot::config

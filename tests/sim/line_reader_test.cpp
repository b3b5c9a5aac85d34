#include "sim/line_reader.hpp"

#include <gtest/gtest.h>

namespace foliot::sim {
namespace {

TEST(LineReader, SplitsWordsAndKeepsQuotedOnesTogether) {
  LineReader in("  world\t\"two words\" last # a comment", 1);
  EXPECT_EQ(in.word(""), "world");
  EXPECT_EQ(in.word(""), "two words");
  EXPECT_EQ(in.word(""), "last");
  EXPECT_TRUE(in.done());
  EXPECT_TRUE(in.ok());
}

TEST(LineReader, NamesTheColumnOfTheWrongWord) {
  LineReader in("delay 10 parsec", 7);
  EXPECT_EQ(in.word(""), "delay");
  EXPECT_EQ(in.quantity(Unit::seconds, 0, 100), 10);
  in.require("for");
  ASSERT_TRUE(in.error());
  EXPECT_EQ(to_text(*in.error(), "a.world"), "a.world:7:10: `parsec`; expected `for`");
}

TEST(LineReader, SaysWhenTheLineEndsTooEarly) {
  LineReader in("delay", 2);
  EXPECT_EQ(in.word(""), "delay");
  EXPECT_EQ(in.quantity(Unit::seconds, 0, 100), 0);
  ASSERT_TRUE(in.error());
  EXPECT_EQ(in.error()->column, 6);
  EXPECT_TRUE(in.error()->word.empty());
}

TEST(LineReader, KeepsTheFirstErrorOnly) {
  LineReader in("one two", 1);
  in.fail_next("three");
  EXPECT_EQ(in.word("four"), "");
  in.fail_next("five");
  EXPECT_EQ(in.error()->word, "one");
  EXPECT_TRUE(in.done());
}

TEST(LineReader, HoldsQuantitiesWithinTheirLimits) {
  LineReader high("11", 1);
  EXPECT_EQ(high.quantity(Unit::number, 0, 10), 0);
  EXPECT_EQ(high.error()->expected, "a value from 0 to 10");
  LineReader broken("1.5", 1);
  static_cast<void>(broken.integer(0, 10));
  EXPECT_FALSE(broken.ok());
}

TEST(LineReader, GivesTheRestAsWritten) {
  LineReader in("config  server  a   iburst", 1);
  EXPECT_EQ(in.word(""), "config");
  EXPECT_EQ(in.rest(), "server  a   iburst");
  EXPECT_TRUE(in.done());
}

TEST(LineReader, ShowsHostileBytesAsQuestionMarks) {
  WorldError error{1, 1, "\x1b[2J\xff", "a word"};
  error.word.append(100, 'x');
  const std::string text = to_text(error, "f");
  for (const char c : text) EXPECT_TRUE(c >= ' ' && c <= '~');
  EXPECT_LT(text.size(), 100U);
}

}  // namespace
}  // namespace foliot::sim

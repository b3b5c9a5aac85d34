// The scanner: what is a word, and where.
#include "config/words.hpp"

#include <gtest/gtest.h>

namespace foliot::config {
namespace {

using Texts = std::vector<std::string>;

Texts texts(std::string_view line) {
  Texts all;
  const auto words = split_words(line);
  EXPECT_TRUE(words.has_value());
  if (words) {
    for (const Word& word : *words) all.push_back(word.text);
  }
  return all;
}

struct Case {
  std::string_view line;
  Texts words;
};

void expect_words(const std::vector<Case>& cases) {
  for (const Case& c : cases) EXPECT_EQ(texts(c.line), c.words) << c.line;
}

TEST(Words, AreSeparatedByBlanks) {
  expect_words({
      {"", {}},
      {"   \t ", {}},
      {"restrict default", {"restrict", "default"}},
      {"\t restrict \t default  ", {"restrict", "default"}},
      {"restrict default\r", {"restrict", "default"}},
      {"restrict\vdefault\fkod", {"restrict", "default", "kod"}},
  });
}

TEST(Words, EndAtACommentEvenInsideAWord) {
  expect_words({
      {"# all of it", {}},
      {"  #", {}},
      {"restrict a # b", {"restrict", "a"}},
      {"restrict a#b c", {"restrict", "a"}},
      {"server host#comment", {"server", "host"}},
      {"driftfile \"a#b\" c", {"driftfile", "a#b", "c"}},
  });
}

TEST(Words, KeepAQuotedStretchTogether) {
  expect_words({
      {"driftfile \"/a b/c\"", {"driftfile", "/a b/c"}},
      {"driftfile \"\"", {"driftfile", ""}},
      {"driftfile \"never closed", {"driftfile", "never closed"}},
      {"driftfile \"closed\"next", {"driftfile", "closed", "next"}},
      {"driftfile bare\"and quoted\" x", {"driftfile", "bareand quoted", "x"}},
      {"driftfile \"no \\ escapes\\\" x", {"driftfile", "no \\ escapes\\", "x"}},
      {"driftfile \"a\"\"b\"", {"driftfile", "a", "b"}},
      {"driftfile \"", {"driftfile", ""}},
  });
}

TEST(Words, TakeSpecialCharactersAloneWhereKeywordsMayStand) {
  expect_words({
      {"trustedkey (1 ... 5)", {"trustedkey", "(", "1", "...", "5", ")"}},
      {"simulate{a=b;}", {"simulate", "{", "a", "=", "b;}"}},
      {"restrict a,b|c", {"restrict", "a", ",", "b", "|", "c"}},
      {";", {";"}},
  });
}

TEST(Words, TakeSpecialCharactersIntoAPlainString) {
  expect_words({
      {"server a,b;c", {"server", "a,b;c"}},
      {"driftfile {x} {y}", {"driftfile", "{x}", "{", "y", "}"}},
      {"setvar a=b c=d", {"setvar", "a=b", "c", "=", "d"}},
      {"setvar a = b,c d,e", {"setvar", "a", "=", "b,c", "d", ",", "e"}},
      {"fudge 127.127.1.0 refid a=b", {"fudge", "127.127.1.0", "refid", "a=b"}},
      {"logconfig =syncall +clockall", {"logconfig", "=syncall", "+clockall"}},
      {"phone (1) 2,3", {"phone", "(1)", "2,3"}},
  });
}

TEST(Words, LookThroughTheFamilyFlagForThePlainString) {
  expect_words({
      {"server -4 a,b c,d", {"server", "-4", "a,b", "c", ",", "d"}},
      {"server -6 a=b", {"server", "-6", "a=b"}},
      {"server \"-4\" a,b", {"server", "-4", "a", ",", "b"}},
  });
}

TEST(Words, GiveNoMeaningToAKeywordInAStringPlace) {
  expect_words({
      {"server server a,b", {"server", "server", "a", ",", "b"}},
      {"\"server\" a,b", {"server", "a", ",", "b"}},
      {"driftfile keys a,b", {"driftfile", "keys", "a", ",", "b"}},
  });
}

TEST(Words, KnowTheirColumnAndWhetherTheyWereQuoted) {
  const auto words = split_words("\tserver  \"a b\"x  y");
  ASSERT_TRUE(words.has_value());
  ASSERT_EQ(words->size(), 4U);
  EXPECT_EQ((*words)[0].column, 2);
  EXPECT_EQ((*words)[1].column, 10);
  EXPECT_EQ((*words)[2].column, 15);
  EXPECT_EQ((*words)[3].column, 18);
  EXPECT_FALSE((*words)[0].quoted);
  EXPECT_TRUE((*words)[1].quoted);
  EXPECT_FALSE((*words)[2].quoted);
}

TEST(Words, MayHoldAnyByte) {
  using std::string_view_literals::operator""sv;
  expect_words({
      {"a\0b \xff\x01"sv, {std::string("a\0b"sv), "\xff\x01"}},
      {"driftfile \"\r\0\""sv, {"driftfile", std::string("\r\0"sv)}},
  });
}

TEST(Words, HaveALengthLimit) {
  const std::string longest(kMaxWordBytes, 'x');
  EXPECT_EQ(texts("driftfile " + longest), (Texts{"driftfile", longest}));
  for (const std::string& line : {"driftfile " + longest + "x", "driftfile \"" + longest + "x\""}) {
    const auto words = split_words(line);
    ASSERT_FALSE(words.has_value());
    EXPECT_EQ(words.error().kind, WordTrouble::Kind::word_too_long);
    EXPECT_EQ(words.error().word.column, 11);
    EXPECT_EQ(words.error().word.text.size(), kMaxWordBytes + 1);
  }
}

TEST(Words, HaveACountLimit) {
  std::string line;
  for (std::size_t i = 0; i < kMaxWordsPerLine; ++i) line += "a ";
  EXPECT_EQ(texts(line).size(), kMaxWordsPerLine);
  const auto words = split_words(line + "b");
  ASSERT_FALSE(words.has_value());
  EXPECT_EQ(words.error().kind, WordTrouble::Kind::too_many_words);
  EXPECT_EQ(words.error().word.text, "b");
}

}  // namespace
}  // namespace foliot::config

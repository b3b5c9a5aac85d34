// Lists of variables in questions and answers.
#include "control/variable_list.hpp"

#include <gtest/gtest.h>

#include <array>

namespace foliot::control {
namespace {

using Names = std::vector<std::string_view>;

struct Thing {
  int number = 7;
};

constexpr auto kTable = std::to_array<Variable<Thing>>({
    {"alpha", true, [](const Thing& t) -> Value { return std::to_string(t.number); }},
    {"beta", true, [](const Thing&) -> Value { return std::nullopt; }},
    {"gamma", false, [](const Thing&) -> Value { return "g"; }},
});

std::string answer_to(const Names& names) {
  VariableList list;
  const bool known = write_variables<Thing>(list, Thing{}, kTable, names);
  return known ? list.finish() : "unknown";
}

TEST(VariableList, JoinsPairsAndEndsTheLine) {
  VariableList list;
  EXPECT_EQ(list.finish(), "");
  list.add("leap", "0");
  list.add("stratum", "2");
  EXPECT_EQ(list.finish(), "leap=0, stratum=2\r\n");
}

TEST(VariableList, BreaksLinesBeforeColumn72) {
  for (std::size_t length = 1; length < 100; ++length) {
    VariableList list;
    for (int i = 0; i < 20; ++i) list.add("x", std::string(length, 'y'));
    const std::string text = list.finish();
    std::size_t start = 0;
    for (std::size_t end = text.find("\r\n"); end != std::string::npos; end = text.find("\r\n", start)) {
      EXPECT_LE(end - start, std::max<std::size_t>(72, length + 3));
      start = end + 2;
    }
    EXPECT_EQ(start, text.size());
  }
}

TEST(ParseNames, TakesCommasBlanksAndValues) {
  struct Case {
    std::string_view text;
    Names names;
  };
  const Case cases[] = {
      {"", {}},
      {"  ", {}},
      {",,", {}},
      {"leap", {"leap"}},
      {" leap ,\r\nstratum", {"leap", "stratum"}},
      {"leap=3,peer = 4", {"leap", "peer"}},
      {"=3", {""}},
      {"a b", {"a b"}},
  };
  for (const Case& c : cases) EXPECT_EQ(parse_names(c.text), c.names) << c.text;
}

TEST(WriteVariables, TellsTheDefaultOnesThatHaveAValue) {
  EXPECT_EQ(answer_to({}), "alpha=7\r\n");
}

TEST(WriteVariables, TellsWhatIsAskedForOnceAndInItsOwnOrder) {
  EXPECT_EQ(answer_to({"gamma", "alpha", "gamma"}), "alpha=7, gamma=g\r\n");
  EXPECT_EQ(answer_to({"beta"}), "");
}

TEST(WriteVariables, KnowsWhatItDoesNotKnow) {
  EXPECT_EQ(answer_to({"alpha", "delta"}), "unknown");
  EXPECT_EQ(answer_to({""}), "unknown");
  EXPECT_EQ(answer_to({"alph"}), "unknown");
}

}  // namespace
}  // namespace foliot::control

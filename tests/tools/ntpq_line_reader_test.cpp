// ntpq: where lines come from, and what completes them.
#include <gtest/gtest.h>

#include <sstream>

#include "tools/ntpq/line_reader.hpp"

namespace foliot::ntpq {
namespace {

TEST(StreamLineReader, ReadsLinesAndPrompts) {
  std::istringstream in("peers\n\n" + std::string(10'000, 'x'));
  std::ostringstream out;
  StreamLineReader reader(in, out);
  EXPECT_EQ(reader.read("ntpq> "), "peers");
  EXPECT_EQ(reader.read(""), "");
  EXPECT_EQ(reader.read("")->size(), 4096U) << "no line is longer";
  EXPECT_EQ(reader.read("ntpq> "), std::nullopt);
  EXPECT_EQ(out.str(), "ntpq> ntpq> ");
}

TEST(CompletionOf, AddsWhatAllHaveInCommon) {
  const std::vector<std::string_view> names{"peers", "passwd", "passociations", "pas", "host", "hostnames"};
  struct Case {
    const char* beginning;
    const char* rest;
  };
  for (const Case& c : {Case{"pe", "ers "}, Case{"pa", "s"}, Case{"passw", "d "}, Case{"hos", "t"},
                        Case{"hostn", "ames "}, Case{"x", ""}, Case{"p", ""}, Case{"peers", " "}}) {
    EXPECT_EQ(completion_of(c.beginning, names), c.rest) << c.beginning;
  }
}

TEST(IsWorthRemembering, ForgetsSecrets) {
  EXPECT_TRUE(is_worth_remembering("rv 0 leap\n"));
  EXPECT_FALSE(is_worth_remembering("  \n"));
  EXPECT_FALSE(is_worth_remembering(" passwd secret\n"));
}

}  // namespace
}  // namespace foliot::ntpq

// docs/CONFIGURATION.md and man/ntp.conf.5 say what the parser does.
#include "config/reference.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "config/keywords.hpp"

namespace foliot::config {
namespace {

/// Compares, or writes anew when it is asked for.
void expect_file(const std::string& name, const std::string& wanted) {
  const std::string path = std::string(FOLIOT_SOURCE_DIR) + '/' + name;
  if (std::getenv("FOLIOT_WRITE_REFERENCE") != nullptr) std::ofstream(path) << wanted;
  std::ostringstream found;
  found << std::ifstream(path).rdbuf();
  EXPECT_TRUE(found.str() == wanted)
      << name << " is stale: write it anew with FOLIOT_WRITE_REFERENCE=1 test_config --gtest_filter='Reference.*'";
}

TEST(Reference, IsUpToDate) {
  expect_file("docs/CONFIGURATION.md", reference_markdown());
  expect_file("man/ntp.conf.5", reference_manual());
}

TEST(Reference, HoldsEveryWord) {
  const std::string text = reference_markdown();
  for (const Keyword& keyword : keywords()) {
    EXPECT_NE(text.find("| `" + std::string(keyword.word) + "` |"), std::string::npos) << keyword.word;
  }
  EXPECT_NE(text.find("| `panic` | `S` | 0 to 2147483647, else the line is lost | `1000` |"), std::string::npos);
}

TEST(Reference, HasNoNoteForAWordThatIsNotThere) {
  std::size_t count = 0;
  for (const Keyword& keyword : keywords()) count += note_of(keyword).empty() ? 0 : 1;
  EXPECT_EQ(count, count_notes());
}

}  // namespace
}  // namespace foliot::config

// ntpq: the manual page knows every command and every option.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "tools/ntpq/commands.hpp"
#include "tools/ntpq/options.hpp"

namespace foliot::ntpq {
namespace {

std::string manual() {
  std::ifstream file(FOLIOT_SOURCE_DIR "/man/ntpq.1");
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Whether a line of the page that introduces commands or options has this word.
bool introduces(const std::string& page, const std::string& macro, const std::string& word) {
  for (std::size_t at = page.find(".It "); at != std::string::npos; at = page.find(".It ", at + 1)) {
    const std::string line = page.substr(at, page.find('\n', at) - at) + ' ';
    if (line.contains(' ' + macro + ' ') && line.contains(' ' + word + ' ')) return true;
  }
  return false;
}

TEST(Manual, IntroducesEachCommand) {
  const std::string page = manual();
  for (const Command& command : command_table()) {
    const std::string name = command.name == "?" ? "\\&?" : std::string(command.name);
    EXPECT_TRUE(introduces(page, "Ic", name)) << command.name;
  }
}

TEST(Manual, IntroducesEachOptionOfTheHelp) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(parse_command_line({"--help"}).exit_status, 0);
  std::istringstream help(testing::internal::GetCapturedStdout());
  const std::string page = manual();
  std::size_t options = 0;
  for (std::string line; std::getline(help, line);) {
    if (!line.starts_with("  -")) continue;
    const std::string names = line.substr(2, line.find(' ', 2) - 2);
    ++options;
    std::istringstream each(names);
    for (std::string name; std::getline(each, name, ',');) {
      EXPECT_TRUE(introduces(page, "Fl", name.substr(1))) << name;
    }
  }
  EXPECT_GE(options, 20U);
}

}  // namespace
}  // namespace foliot::ntpq

// The scripts that shells complete options with come from the table that reads them.
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

#include "tools/cli/command_line.hpp"
#include "tools/cli/completion.hpp"

namespace foliot::cli {
namespace {

TEST(Completion, OfBashKnowsEveryOptionAndWhichTakeAValue) {
  CLI::App app("text", "ntp-x");
  std::string value;
  bool flag = false;
  app.add_option("-f,--file", value, "A file");
  app.add_flag("-v", flag, "Say more");
  app.add_option("--secret", value)->group("");
  const auto ending = parse(app, {"--completion", "bash"});
  ASSERT_TRUE(ending);
  EXPECT_EQ(ending->exit_status, 0);
  EXPECT_EQ(ending->output,
            "_ntp_x() {\n"
            "  local word=${COMP_WORDS[COMP_CWORD]} before=\n"
            "  ((COMP_CWORD > 0)) && before=${COMP_WORDS[COMP_CWORD-1]}\n"
            "  case $before in\n"
            "    --file|-f) COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n"
            "  esac\n"
            "  if [[ $word == -* ]]; then COMPREPLY=($(compgen -W '--help -h --file -f -v --version' -- \"$word\"))\n"
            "  else COMPREPLY=($(compgen -A hostname -W '' -f -- \"$word\")); fi\n"
            "}\n"
            "complete -F _ntp_x ntp-x\n");
}

TEST(Completion, OfZshQuotesDescriptions) {
  CLI::App app("text", "x");
  std::string value;
  app.add_option("--file", value, "A file [or not]: it's all one");
  EXPECT_NE(zsh_completion(app).find("'*--file=[A file \\[or not\\]\\: it'\\''s all one]:value:_files' \\\n"),
            std::string::npos)
      << zsh_completion(app);
  EXPECT_TRUE(zsh_completion(app).starts_with("#compdef x\n"));
}

TEST(CommandLine, EndsOnVersionHelpAndMistakes) {
  const auto end_of = [](std::vector<std::string> arguments) {
    CLI::App app("text", "ntp-x");
    return parse(app, std::move(arguments), 3);
  };
  EXPECT_FALSE(end_of({}));
  EXPECT_EQ(end_of({"--version"})->output, "ntp-x foliot 0.1.0\n");
  EXPECT_EQ(end_of({"--version"})->exit_status, 0);
  EXPECT_EQ(end_of({"--nonsense"})->exit_status, 3);
  EXPECT_EQ(end_of({"--nonsense"})->output, "");
  EXPECT_EQ(end_of({"--help"})->exit_status, 0);
  EXPECT_EQ(end_of({"--help"})->output.find("--completion"), std::string::npos);
}

}  // namespace
}  // namespace foliot::cli

#include "tools/cli/command_line.hpp"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <sstream>

#include "tools/cli/completion.hpp"

namespace foliot::cli {

std::optional<Ending> parse(CLI::App& app, std::vector<std::string> arguments, int usage_status) {
  std::string shell;
  app.set_version_flag("--version", version_text(app.get_name()));
  app.add_option("--completion", shell)->check(CLI::IsMember({"bash", "zsh"}))->group("");
  std::ranges::reverse(arguments);  // as CLI11 wants them
  const auto completion = [&] { return shell == "bash" ? bash_completion(app) : zsh_completion(app); };
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::ParseError& error) {
    if (!shell.empty()) return Ending{.output = completion()};  // what else the line lacks does not matter
    std::ostringstream output;
    std::ostringstream errors;
    const int status = app.exit(error, output, errors);
    return Ending{status == 0 ? 0 : usage_status, output.str(), errors.str()};
  }
  if (!shell.empty()) return Ending{.output = completion()};
  return std::nullopt;
}

int finish(const Ending& ending) {
  std::fputs(ending.output.c_str(), stdout);
  std::fputs(ending.errors.c_str(), stderr);
  return ending.exit_status;
}

std::string version_text(std::string_view program) {
  return fmt::format("{} foliot {}", program, FOLIOT_VERSION);
}

}  // namespace foliot::cli

// What all tools do alike with their command lines: help, version, complaints, and scripts for shells that complete.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {  // NOLINT(readability-identifier-naming): the library calls itself so
class App;
}  // namespace CLI

namespace foliot::cli {

/// The program is done before it began: help or version was asked for, or the line was wrong.
struct Ending {
  int exit_status = 0;
  std::string output = {};
  std::string errors = {};
};

/// Reads `arguments` (without the program's name) by the options of `app`, to which `--version` and the hidden
/// `--completion bash|zsh` are added. Nothing: the program is to go on. usage_status: of a wrong line.
[[nodiscard]] std::optional<Ending> parse(CLI::App& app, std::vector<std::string> arguments, int usage_status = 2);

/// Prints what `ending` says; gives its status.
int finish(const Ending& ending);

/// `ntpq foliot 0.1.0`
[[nodiscard]] std::string version_text(std::string_view program);

}  // namespace foliot::cli

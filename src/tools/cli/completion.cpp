#include "tools/cli/completion.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <vector>

namespace foliot::cli {
namespace {

struct Word {
  std::string name;  ///< with its dashes
  std::string text;
  bool takes_value = false;
};

/// Every spelling of every option that is shown.
std::vector<Word> words_of(const CLI::App& app) {
  std::vector<Word> words;
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_group().empty() || option->get_positional()) continue;
    const bool takes_value = option->get_type_size() > 0 && option->get_expected_max() > 0;
    for (const auto& name : option->get_lnames())
      words.push_back({"--" + name, option->get_description(), takes_value});
    for (const auto& name : option->get_snames()) words.push_back({"-" + name, option->get_description(), takes_value});
  }
  return words;
}

std::vector<std::string> commands_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(command->get_name());
  }
  return names;
}

/// Within single quotes and a pair of brackets of zsh.
std::string zsh_quoted(const std::string& text) {
  std::string quoted;
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
      continue;
    }
    if (c == '[' || c == ']' || c == ':' || c == '\\') quoted += '\\';
    quoted += c == '\n' ? ' ' : c;
  }
  return quoted;
}

std::string shell_name(std::string name) {
  std::ranges::replace(name, '-', '_');
  return name;
}

}  // namespace

std::string bash_completion(const CLI::App& app) {
  std::string all;
  std::string valued;
  for (const Word& word : words_of(app)) {
    all += (all.empty() ? "" : " ") + word.name;
    if (word.takes_value) valued += (valued.empty() ? "" : "|") + word.name;
  }
  for (const std::string& name : commands_of(app)) all += ' ' + name;
  std::string text =
      fmt::format("_{}() {{\n  local word=${{COMP_WORDS[COMP_CWORD]}} before=\n", shell_name(app.get_name()));
  text += "  ((COMP_CWORD > 0)) && before=${COMP_WORDS[COMP_CWORD-1]}\n";
  if (!valued.empty()) {
    text +=
        fmt::format("  case $before in\n    {}) COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n  esac\n", valued);
  }
  text += fmt::format(
      "  if [[ $word == -* ]]; then COMPREPLY=($(compgen -W '{}' -- \"$word\"))\n"
      "  else COMPREPLY=($(compgen -A hostname -W '{}' -f -- \"$word\")); fi\n}}\n",
      all, fmt::join(commands_of(app), " "));
  return text + fmt::format("complete -F _{} {}\n", shell_name(app.get_name()), app.get_name());
}

std::string zsh_completion(const CLI::App& app) {
  std::string text = fmt::format("#compdef {}\n_arguments -S \\\n", app.get_name());
  for (const Word& word : words_of(app)) {
    const bool is_long = word.name.starts_with("--");
    text += fmt::format("  '*{}{}[{}]{}' \\\n", word.name, word.takes_value && is_long ? "=" : "",
                        zsh_quoted(word.text), word.takes_value ? ":value:_files" : "");
  }
  const auto commands = commands_of(app);
  if (!commands.empty())
    return text + fmt::format("  '1:command:({})' \\\n  '*:file:_files'\n", fmt::join(commands, " "));
  return text + "  '*:host:_hosts'\n";
}

}  // namespace foliot::cli

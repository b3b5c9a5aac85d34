#include "tools/ntpq/commands.hpp"

#include <algorithm>
#include <cctype>

namespace foliot::ntpq {
namespace {

bool is_blank(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0;
}

/// Takes one word off the front of `rest`, which begins with it.
std::string take_word(std::string_view& rest) {
  std::string word;
  bool quoted = false;
  while (!rest.empty() && (quoted || !is_blank(rest.front()))) {
    if (rest.front() == '"') {
      quoted = !quoted;
    } else {
      word += rest.front();
    }
    rest.remove_prefix(1);
  }
  return word;
}

/// The only command that begins with `name`.
std::expected<const Command*, CommandError> find_near(std::string_view name, bool classic) {
  const Command* near = nullptr;
  for (const Command& command : command_table()) {
    if (command.classic != classic || !command.name.starts_with(name)) continue;
    if (near != nullptr && near->run != command.run) return std::unexpected(CommandError::ambiguous);
    if (near == nullptr) near = &command;
  }
  if (near == nullptr) return std::unexpected(CommandError::unknown);
  return near;
}

}  // namespace

std::expected<const Command*, CommandError> find_command(std::string_view name) {
  std::string wanted(name);
  std::ranges::replace(wanted, '_', '-');
  for (const Command& command : command_table()) {
    if (command.name == wanted) return &command;
  }
  const auto near = find_near(wanted, true);
  return near || near.error() == CommandError::ambiguous ? near : find_near(wanted, false);
}

std::vector<std::string> split_words(std::string_view line) {
  std::vector<std::string> words;
  for (;;) {
    while (!line.empty() && is_blank(line.front())) line.remove_prefix(1);
    if (line.empty()) return words;
    if (words.size() == 1 && (words.front().starts_with(':') || words.front() == "config")) {
      while (is_blank(line.back())) line.remove_suffix(1);
      words.emplace_back(line);
      return words;
    }
    words.push_back(take_word(line));
  }
}

}  // namespace foliot::ntpq

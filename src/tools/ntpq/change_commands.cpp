// The commands that change the server, and the key that they are sealed with.
#include <fmt/format.h>

#include <ostream>
#include <sstream>

#include "tools/ntpq/answers.hpp"
#include "tools/ntpq/commands.hpp"
#include "tools/ntpq/keys.hpp"
#include "tools/ntpq/text.hpp"

namespace foliot::ntpq {
namespace {

constexpr std::string_view kColumn = "column ";

/// `    ^` under the column that a complaint names, as far as it names one.
void point_at_column(std::ostream& out, std::string_view answer) {
  if (!answer.starts_with(kColumn)) return;
  const std::string digits(answer.substr(kColumn.size(), answer.find(' ', kColumn.size()) - kColumn.size()));
  const auto column = parse_integer(digits);
  if (column && *column > 0 && *column < 1000) out << std::string(static_cast<std::size_t>(*column) - 1, '_') << "^\n";
}

std::string joined(const Arguments& words) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + word;
  return line;
}

/// Sends one sealed question; the answer without its trailing line end. Nothing when it failed.
std::optional<std::string> change(Session& session, wire::ControlOpcode opcode, const std::string& text) {
  if (!obtain_key(session)) return std::nullopt;
  const auto answer = session.ask({.opcode = opcode, .association_id = 0, .data = text, .sealed = true});
  if (!answer) return std::nullopt;
  std::string said = answer->text();
  while (!said.empty() && (said.back() == '\n' || said.back() == '\r' || said.back() == '\0')) said.pop_back();
  return said;
}

void print_lines(std::ostream& out, const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) out << escaped(line) << '\n';
}

}  // namespace

bool run_config(Session& session, const Arguments& arguments) {
  const std::string line = joined(arguments);
  const auto said = change(session, wire::ControlOpcode::configure, line);
  if (!said) return false;
  const bool done = said->starts_with("Config Succeeded");
  if (session.settings.json) {
    report(session, "", {{"line", line}, {"succeeded", done}, {"answer", *said}});
    return done;
  }
  if (said->starts_with(kColumn)) *session.out << escaped(line) << '\n';
  point_at_column(*session.out, *said);
  print_lines(*session.out, *said);
  return done;
}

bool run_config_from_file(Session& session, const Arguments& arguments) {
  const auto text = session.surroundings->read_file(arguments[0]);
  if (!text) {
    *session.err << "***Couldn't open " << escaped(arguments[0]) << '\n';
    return false;
  }
  const bool json = session.settings.json;
  if (!json) *session.out << "Sending configuration file, one line at a time.\n";
  std::istringstream lines(*text);
  std::vector<std::string> answers;
  bool good = true;
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string::npos || line.front() == '#') continue;
    const auto said = change(session, wire::ControlOpcode::configure, line);
    if (!said) return false;
    good = good && said->starts_with("Config Succeeded");
    answers.push_back(fmt::format("Line No: {} {}: {}", number, escaped(*said), escaped(line)));
    if (!json) *session.out << answers.back() << '\n';
  }
  report(session, "Done sending file\n", {{"succeeded", good}, {"answers", answers}});
  return good;
}

bool run_saveconfig(Session& session, const Arguments& arguments) {
  const auto said = change(session, wire::ControlOpcode::save_configuration, arguments[0]);
  if (!said) return false;
  const bool done = said->starts_with("Configuration saved");
  if (session.settings.json) report(session, "", {{"succeeded", done}, {"answer", *said}});
  if (!session.settings.json) print_lines(*session.out, *said);
  return done;
}

}  // namespace foliot::ntpq

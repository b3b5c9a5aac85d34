// The commands that are about the session itself: host, timeout, raw, help and so on.
#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "tools/ntpq/commands.hpp"
#include "tools/ntpq/text.hpp"
#include "tools/ntpq/version.hpp"

namespace foliot::ntpq {
namespace {

constexpr std::size_t kScreenWidth = 78;
constexpr std::int64_t kMaxTimeout_ms = 3'600'000;

bool complain(Session& session) {
  *session.err << "What?\n";
  return false;
}

void list_commands(std::ostream& out) {
  std::vector<std::string_view> names;
  std::size_t width = 0;
  for (const Command& command : command_table()) {
    if (command.name != "?") names.push_back(command.name);
    width = std::max(width, command.name.size() + 1);
  }
  std::ranges::sort(names);
  const std::size_t columns = kScreenWidth / width;
  const std::size_t rows = (names.size() + columns - 1) / columns;
  out << "ntpq commands:\n";
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = row; i < names.size(); i += rows) out << padded_right(names[i], width);
    out << '\n';
  }
}

std::optional<FamilyChoice> family_of(const std::string& text) {
  if (text == "-4") return FamilyChoice::v4;
  if (text == "-6") return FamilyChoice::v6;
  return std::nullopt;
}

}  // namespace

bool run_help(Session& session, const Arguments& arguments) {
  if (arguments.empty()) {
    list_commands(*session.out);
    return true;
  }
  const auto command = find_command(arguments[0]);
  if (!command) {
    const char* what = command.error() == CommandError::unknown ? "unknown" : "ambiguous";
    *session.err << "Command `" << escaped(arguments[0]) << "' is " << what << '\n';
    return false;
  }
  const char* gap = (*command)->usage.empty() ? "" : " ";
  *session.out << "function: " << (*command)->purpose << "\nusage: " << (*command)->name << gap << (*command)->usage
               << '\n';
  return true;
}

bool run_host(Session& session, const Arguments& arguments) {
  const std::string& current = session.client->host();
  if (arguments.empty()) {
    *session.out << (current.empty() ? "no current host" : "current host is " + current) << '\n';
    return true;
  }
  const auto family = arguments.size() > 1 ? family_of(arguments[0]) : FamilyChoice::any;
  if (family && session.open(arguments.back(), *family)) {
    session.settings.family = *family;
    *session.out << "current host set to " << escaped(session.client->host()) << '\n';
    return true;
  }
  *session.out << (current.empty() ? "still no current host" : "current host remains " + current) << '\n';
  return false;
}

bool run_timeout(Session& session, const Arguments& arguments) {
  if (arguments.empty()) {
    *session.out << "primary timeout " << session.client->primary_timeout_ms << " ms\n";
    return true;
  }
  const auto value = parse_integer(arguments[0]);
  if (!value || *value < 0) {
    *session.err << "***Illegal unsigned value " << escaped(arguments[0]) << '\n';
    return false;
  }
  session.client->primary_timeout_ms = std::min(*value, kMaxTimeout_ms);
  return true;
}

bool run_hostnames(Session& session, const Arguments& arguments) {
  bool& numeric = session.settings.numeric;
  if (arguments.empty()) {
    *session.out << (numeric ? "hostnames not being shown\n" : "hostnames being shown\n");
    return true;
  }
  if (arguments[0] != "yes" && arguments[0] != "no") return complain(session);
  numeric = arguments[0] == "no";
  return true;
}

bool run_debug(Session& session, const Arguments& arguments) {
  int& level = session.settings.debug_level;
  if (arguments.empty()) {
    *session.out << "debug level is " << level << '\n';
    return true;
  }
  const std::string& word = arguments[0];
  if (word != "no" && word != "more" && word != "less") return complain(session);
  level = word == "no" ? 0 : word == "more" ? level + 1 : std::max(level - 1, 0);
  *session.out << "debug level set to " << level << '\n';
  return true;
}

bool run_raw(Session& session, const Arguments&) {
  session.settings.raw = true;
  *session.out << "Output set to raw\n";
  return true;
}

bool run_cooked(Session& session, const Arguments&) {
  session.settings.raw = false;
  *session.out << "Output set to cooked\n";
  return true;
}

bool run_version(Session& session, const Arguments&) {
  *session.out << kVersionText << '\n';
  return true;
}

bool run_ntpversion(Session& session, const Arguments& arguments) {
  std::uint8_t& version = session.client->version;
  if (arguments.empty()) {
    *session.out << "NTP version being claimed is " << static_cast<int>(version) << '\n';
    return true;
  }
  const auto value = parse_integer(arguments[0]);
  if (!value || *value < 1 || *value > 4) {
    *session.err << "versions 1 to 4, please\n";
    return false;
  }
  version = static_cast<std::uint8_t>(*value);
  return true;
}

bool run_quit(Session& session, const Arguments&) {
  session.finished = true;
  return true;
}

}  // namespace foliot::ntpq

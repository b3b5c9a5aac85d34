// The commands that are about the session itself: host, timeout, raw, help and so on.
#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "tools/cli/command_line.hpp"
#include "tools/ntpq/answers.hpp"
#include "tools/ntpq/commands.hpp"
#include "tools/ntpq/keys.hpp"
#include "tools/ntpq/text.hpp"

namespace foliot::ntpq {
namespace {

constexpr std::size_t kScreenWidth = 78;
constexpr std::int64_t kMaxTimeout_ms = 3'600'000;
constexpr int kMaxDebugLevel = 9;

bool complain(Session& session) {
  *session.err << "What?\n";
  return false;
}

std::string list_of_commands(const std::vector<std::string>& names) {
  std::size_t width = 0;
  for (const std::string& name : names) width = std::max(width, name.size() + 1);
  const std::size_t columns = kScreenWidth / width;
  const std::size_t rows = (names.size() + columns - 1) / columns;
  std::string text = "ntpq commands:\n";
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = row; i < names.size(); i += rows) text += padded_right(names[i], width);
    text += '\n';
  }
  return text;
}

bool list_commands(Session& session) {
  std::vector<std::string> names;
  for (const Command& command : command_table()) {
    if (command.name != "?") names.emplace_back(command.name);
  }
  std::ranges::sort(names);
  report(session, list_of_commands(names), {{"commands", names}});
  return true;
}

/// Takes `yes` or `no` into `value`; without a word leaves it. False: another word.
bool take_yes_or_no(bool& value, const Arguments& arguments) {
  if (arguments.empty()) return true;
  if (arguments[0] != "yes" && arguments[0] != "no") return false;
  value = arguments[0] == "yes";
  return true;
}

std::optional<FamilyChoice> family_of(const std::string& text) {
  if (text == "-4") return FamilyChoice::v4;
  if (text == "-6") return FamilyChoice::v6;
  return std::nullopt;
}

bool take_milliseconds(Session& session, std::int64_t& setting_ms, const std::string& word) {
  const auto value = parse_integer(word);
  if (!value || *value < 0) {
    *session.err << "***Illegal unsigned value " << escaped(word) << '\n';
    return false;
  }
  setting_ms = std::min(*value, kMaxTimeout_ms);
  return true;
}

}  // namespace

bool run_help(Session& session, const Arguments& arguments) {
  if (arguments.empty()) return list_commands(session);
  const auto command = find_command(arguments[0]);
  if (!command) {
    const char* what = command.error() == CommandError::unknown ? "unknown" : "ambiguous";
    *session.err << "Command `" << escaped(arguments[0]) << "' is " << what << '\n';
    return false;
  }
  const char* gap = (*command)->usage.empty() ? "" : " ";
  const auto& [name, least, most, usage, purpose, run, classic] = **command;
  report(session, fmt::format("function: {}\nusage: {}{}{}\n", purpose, name, gap, usage),
         {{"name", std::string(name)}, {"function", std::string(purpose)}, {"usage", std::string(usage)}});
  return true;
}

bool run_host(Session& session, const Arguments& arguments) {
  const std::string& current = session.client->host();
  if (arguments.empty()) {
    report(session, current.empty() ? "no current host\n" : "current host is " + escaped(current) + '\n',
           {{"host", current}});
    return true;
  }
  const auto family = arguments.size() > 1 ? family_of(arguments[0]) : FamilyChoice::any;
  if (family && session.open(arguments.back(), *family)) {
    session.settings.family = *family;
    report(session, "current host set to " + escaped(session.client->host()) + '\n',
           {{"host", session.client->host()}});
    return true;
  }
  report(session, current.empty() ? "still no current host\n" : "current host remains " + escaped(current) + '\n',
         {{"host", current}});
  return false;
}

bool run_timeout(Session& session, const Arguments& arguments) {
  std::int64_t& timeout_ms = session.client->primary_timeout_ms;
  if (!arguments.empty()) return take_milliseconds(session, timeout_ms, arguments[0]);
  report(session, fmt::format("primary timeout {} ms\n", timeout_ms), {{"primary_timeout_ms", timeout_ms}});
  return true;
}

bool run_delay(Session& session, const Arguments& arguments) {
  std::int64_t& delay_ms = session.settings.delay_ms;
  if (!arguments.empty()) return take_milliseconds(session, delay_ms, arguments[0]);
  report(session, fmt::format("delay {} ms\n", delay_ms), {{"delay_ms", delay_ms}});
  return true;
}

bool run_hostnames(Session& session, const Arguments& arguments) {
  Settings& settings = session.settings;
  if (arguments.empty()) {
    report(session, settings.numeric ? "hostnames not being shown\n" : "hostnames being shown\n",
           {{"hostnames", !settings.numeric}, {"supplied_names", settings.supplied_names}});
    return true;
  }
  const std::string& word = arguments[0];
  if (word != "yes" && word != "no" && word != "hostname" && word != "hostnum") return complain(session);
  settings.numeric = word == "no" || word == "hostnum";
  settings.supplied_names = word == "hostnum";
  return true;
}

bool run_debug(Session& session, const Arguments& arguments) {
  int& level = session.settings.debug_level;
  if (arguments.empty()) {
    report(session, fmt::format("debug level is {}\n", level), {{"debug_level", std::int64_t{level}}});
    return true;
  }
  const std::string& word = arguments[0];
  const auto number = parse_integer(word);
  if (number && *number >= 0 && *number <= kMaxDebugLevel) {
    level = static_cast<int>(*number);
  } else if (word == "no" || word == "more" || word == "less") {
    level = word == "no" ? 0 : word == "more" ? std::min(level + 1, kMaxDebugLevel) : std::max(level - 1, 0);
  } else {
    return complain(session);
  }
  report(session, fmt::format("debug level set to {}\n", level), {{"debug_level", std::int64_t{level}}});
  return true;
}

bool run_logfile(Session& session, const Arguments& arguments) {
  std::string& file = session.settings.log_file;
  if (!arguments.empty()) file = arguments[0] == "<stderr>" ? "" : arguments[0];
  const std::string name = file.empty() ? "<stderr>" : file;
  report(session, (arguments.empty() ? "logfile is " : "logfile set to ") + escaped(name) + '\n', {{"logfile", name}});
  return true;
}

bool run_raw(Session& session, const Arguments&) {
  session.settings.raw = true;
  report(session, "Output set to raw\n", {{"output", "raw"}});
  return true;
}

bool run_cooked(Session& session, const Arguments&) {
  session.settings.raw = false;
  report(session, "Output set to cooked\n", {{"output", "cooked"}});
  return true;
}

bool run_units(Session& session, const Arguments&) {
  session.settings.units = !session.settings.units;
  report(session, session.settings.units ? "Units are shown\n" : "Units are not shown\n",
         {{"units", session.settings.units}});
  return true;
}

bool run_direct(Session& session, const Arguments&) {
  session.settings.direct = !session.settings.direct;
  report(session, session.settings.direct ? "Direct mode is on\n" : "Direct mode is off\n",
         {{"direct", session.settings.direct}});
  return true;
}

bool run_drefid(Session& session, const Arguments& arguments) {
  bool& hash = session.settings.reference_hash;
  if (!arguments.empty() && arguments[0] != "hash" && arguments[0] != "ipv4") return complain(session);
  if (!arguments.empty()) hash = arguments[0] == "hash";
  const std::string word = hash ? "hash" : "ipv4";
  report(session, (arguments.empty() ? "drefid value is " : "drefid value set to ") + word + '\n', {{"drefid", word}});
  return true;
}

bool run_authenticate(Session& session, const Arguments& arguments) {
  bool& sealed = session.settings.always_sealed;
  if (!take_yes_or_no(sealed, arguments)) return complain(session);
  if (sealed && !arguments.empty() && !obtain_key(session)) {
    sealed = false;
    return false;
  }
  report(session,
         sealed ? "authenticated requests being sent to current host\n"
                : "unauthenticated requests being sent to current host\n",
         {{"authenticate", sealed}});
  return true;
}

bool run_version(Session& session, const Arguments&) {
  const std::string version = cli::version_text("ntpq");
  report(session, version + '\n', {{"version", version}});
  return true;
}

bool run_ntpversion(Session& session, const Arguments& arguments) {
  std::uint8_t& version = session.client->version;
  if (arguments.empty()) {
    report(session, fmt::format("NTP version being claimed is {}\n", version), {{"ntpversion", std::int64_t{version}}});
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

bool run_doflake(Session& session, const Arguments& arguments) {
  const auto probability = parse_decimal(arguments[0]);
  if (!probability || *probability < 0 || *probability > 1) {
    *session.err << "***A probability is a number from 0 to 1\n";
    return false;
  }
  Surroundings* const surroundings = session.surroundings;
  session.client->loses = [surroundings, chance = *probability] { return surroundings->chance(chance); };
  return true;
}

bool run_noflake(Session& session, const Arguments&) {
  session.client->loses = {};
  return true;
}

bool run_quit(Session& session, const Arguments&) {
  session.finished = true;
  return true;
}

}  // namespace foliot::ntpq

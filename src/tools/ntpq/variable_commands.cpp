// The commands that read and write variables: rv, rl, mrv, cv, writevar and the list of variables that some of them
// use.
#include <algorithm>
#include <ostream>

#include "tools/ntpq/answers.hpp"
#include "tools/ntpq/commands.hpp"
#include "tools/ntpq/keys.hpp"
#include "tools/ntpq/text.hpp"

namespace foliot::ntpq {
namespace {

using wire::ControlOpcode;

constexpr std::size_t kMostVariables = 512;

/// Names behind the association id, or instead of it, joined by commas.
std::string joined(Arguments::const_iterator first, Arguments::const_iterator last) {
  std::string names;
  for (; first != last; ++first) names.append(names.empty() ? "" : ",").append(*first);
  return names;
}

bool looks_like_id(const std::string& text) {
  return text.starts_with('&') || parse_integer(text).has_value();
}

std::string list_names(const Session& session) {
  std::string names;
  for (const VariablePair& pair : session.variables) names.append(names.empty() ? "" : ",").append(pair.name);
  return names;
}

/// `name="value"`, quoted when it must be.
std::string list_with_values(const Session& session) {
  std::string text;
  for (const VariablePair& pair : session.variables) {
    const std::string value = pair.value.value_or("");
    const bool bare = value.find_first_of(", \t") == std::string::npos || value.starts_with('"');
    text += (text.empty() ? "" : ",") + pair.name + '=' + (bare ? value : '"' + value + '"');
  }
  return text;
}

struct Reading {
  ControlOpcode opcode = ControlOpcode::read_variables;
  std::uint16_t association_id = 0;
  std::string names;
};

bool read(Session& session, const Reading& reading, bool sealed = false) {
  const auto answer = session.ask(
      {.opcode = reading.opcode, .association_id = reading.association_id, .data = reading.names, .sealed = sealed});
  if (!answer) return false;
  const bool clock = reading.opcode == ControlOpcode::read_clock_variables;
  print_variables(session,
                  {.association_id = reading.association_id,
                   .kind = clock ? StatusKind::clock : StatusKind::association,
                   .with_status = reading.names.empty() || session.settings.old_rv},
                  *answer);
  return true;
}

/// `[ID] [names]`: nothing, and a line on the error stream, when the id is none.
std::optional<Reading> parse_reading(Session& session, const Arguments& arguments, ControlOpcode opcode) {
  Reading reading{.opcode = opcode, .association_id = 0, .names = {}};
  auto names = arguments.begin();
  if (names != arguments.end() && looks_like_id(*names)) {
    const auto id = parse_association_id(session, *names++);
    if (!id) return std::nullopt;
    reading.association_id = *id;
  }
  reading.names = joined(names, arguments.end());
  return reading;
}

bool read_list(Session& session, const Arguments& arguments, ControlOpcode opcode) {
  auto reading = parse_reading(session, arguments, opcode);
  if (!reading) return false;
  reading->names = list_names(session);
  return read(session, *reading);
}

/// Where association `id` stands in the list; nothing, and a complaint, when it is not there.
std::optional<std::size_t> index_of(Session& session, std::uint16_t id) {
  const auto found = std::ranges::find(session.associations, id, &AssociationStatus::id);
  if (found != session.associations.end()) return static_cast<std::size_t>(found - session.associations.begin());
  *session.err << "***Association ID " << id << " not found in list\n";
  return std::nullopt;
}

/// Each association of the list from one id to another.
bool read_range(Session& session, const Arguments& arguments, const std::string& names) {
  if (session.associations.empty() && !session.refresh_associations()) return false;
  const auto from = parse_association_id(session, arguments[0]);
  const auto to = from ? parse_association_id(session, arguments[1]) : std::nullopt;
  if (!to) return false;
  auto first = index_of(session, *from);
  auto last = first ? index_of(session, *to) : std::nullopt;
  if (!last) return false;
  if (*first > *last) std::swap(*first, *last);
  const std::vector<AssociationStatus> list = session.associations;
  for (std::size_t i = *first; i <= *last; ++i) {
    if (i != *first && !session.settings.json) *session.out << '\n';
    if (!read(session, {.association_id = list[i].id, .names = names})) return false;
  }
  return true;
}

bool write(Session& session, std::uint16_t id, const std::string& text) {
  if (!obtain_key(session)) return false;
  const auto answer =
      session.ask({.opcode = ControlOpcode::write_variables, .association_id = id, .data = text, .sealed = true});
  if (!answer) return false;
  if (answer->data.empty()) {
    report(session, "done! (no data returned)\n", {{"association_id", std::int64_t{id}}, {"done", true}});
    return true;
  }
  print_variables(session, {.association_id = id, .with_status = session.settings.old_rv}, *answer);
  return true;
}

/// The variables that `addvars` and `rmvars` name: words and commas.
VariablePairs parse_list(const Arguments& arguments) {
  return parse_variables(joined(arguments.begin(), arguments.end()));
}

}  // namespace

bool run_readvar(Session& session, const Arguments& arguments) {
  const auto reading = parse_reading(session, arguments, ControlOpcode::read_variables);
  return reading && read(session, *reading);
}
bool run_clockvar(Session& session, const Arguments& arguments) {
  const auto reading = parse_reading(session, arguments, ControlOpcode::read_clock_variables);
  return reading && read(session, *reading);
}
bool run_readlist(Session& session, const Arguments& arguments) {
  return read_list(session, arguments, ControlOpcode::read_variables);
}
bool run_clocklist(Session& session, const Arguments& arguments) {
  return read_list(session, arguments, ControlOpcode::read_clock_variables);
}
bool run_mreadvar(Session& session, const Arguments& arguments) {
  return read_range(session, arguments, joined(arguments.begin() + 2, arguments.end()));
}
bool run_mreadlist(Session& session, const Arguments& arguments) {
  return read_range(session, arguments, list_names(session));
}

bool run_writevar(Session& session, const Arguments& arguments) {
  const auto id = parse_association_id(session, arguments[0]);
  return id && write(session, *id, joined(arguments.begin() + 1, arguments.end()));
}

bool run_writelist(Session& session, const Arguments& arguments) {
  const auto id = arguments.empty() ? std::uint16_t{0} : parse_association_id(session, arguments[0]);
  if (!id) return false;
  if (session.variables.empty()) {
    *session.err << "***The variable list is empty: fill it with addvars\n";
    return false;
  }
  return write(session, *id, list_with_values(session));
}

bool run_addvars(Session& session, const Arguments& arguments) {
  for (VariablePair& pair : parse_list(arguments)) {
    const auto known = std::ranges::find(session.variables, pair.name, &VariablePair::name);
    if (known != session.variables.end()) {
      known->value = std::move(pair.value);
      continue;
    }
    if (session.variables.size() == kMostVariables) {
      *session.err << "***Variable list full\n";
      return false;
    }
    session.variables.push_back(std::move(pair));
  }
  return true;
}

bool run_rmvars(Session& session, const Arguments& arguments) {
  bool good = true;
  for (const VariablePair& pair : parse_list(arguments)) {
    const auto removed =
        std::erase_if(session.variables, [&](const VariablePair& each) { return each.name == pair.name; });
    if (removed > 0) continue;
    *session.err << "***Variable `" << escaped(pair.name) << "' not found\n";
    good = false;
  }
  return good;
}

bool run_clearvars(Session& session, const Arguments&) {
  session.variables.clear();
  return true;
}

bool run_showvars(Session& session, const Arguments&) {
  std::string text = session.variables.empty() ? "No variables on list\n" : "";
  std::vector<std::string> shown;
  for (const VariablePair& pair : session.variables) {
    shown.push_back(pair.name + (pair.value ? '=' + *pair.value : ""));
    text += escaped(shown.back()) + '\n';
  }
  report(session, text, {{"variables", shown}});
  return true;
}

}  // namespace foliot::ntpq

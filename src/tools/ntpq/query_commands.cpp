// The commands that print lists of associations and variables: as, rv and their relatives.
#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "tools/ntpq/commands.hpp"
#include "tools/ntpq/cooked.hpp"
#include "tools/ntpq/json.hpp"
#include "tools/ntpq/text.hpp"

namespace foliot::ntpq {
namespace {

using wire::ControlOpcode;

std::string remove_carriage_returns(std::string text) {
  for (std::size_t at = text.find("\r\n"); at != std::string::npos; at = text.find("\r\n", at)) text.erase(at, 1);
  return text;
}

CookedStyle cooked_style(Session& session) {
  Surroundings* const surroundings = session.surroundings;
  return {.dates = {.now = surroundings->now(),
                    .zone_offset_s = [surroundings](WallTime time) { return surroundings->zone_offset_s(time); }},
          .numeric = session.settings.numeric,
          .name_of = [&session](const base::IpAddress& address) { return session.name_of(address); }};
}

/// Prints the list that is there. show_all: also what is neither configured nor reachable.
bool print_associations(Session& session, bool show_all) {
  if (session.settings.json) {
    std::vector<AssociationStatus> shown;
    std::ranges::copy_if(session.associations, std::back_inserter(shown),
                         [show_all](AssociationStatus each) { return show_all || is_noteworthy(each); });
    *session.out << associations_json(session.client->host(), shown);
    return true;
  }
  *session.out << associations_table(session.associations, show_all);
  return true;
}

bool get_and_print_associations(Session& session, bool show_all) {
  if (!session.refresh_associations()) return false;
  if (session.associations.empty() && !session.settings.json) {
    *session.out << session.labelled("No association ID's returned\n");
    return true;
  }
  return print_associations(session, show_all);
}

/// Names behind the association id, or instead of it, joined by commas.
std::string joined(Arguments::const_iterator first, Arguments::const_iterator last) {
  std::string names;
  for (; first != last; ++first) names += (names.empty() ? "" : ",") + *first;
  return names;
}

bool looks_like_id(const std::string& text) {
  return text.starts_with('&') || parse_integer(text).has_value();
}

bool print_variables(Session& session, AssociationStatus association, const Answer& answer, bool with_status) {
  const std::string text = answer.text();
  std::ostream& out = *session.out;
  if (session.settings.json) {
    out << variables_json(session.client->host(), association, parse_variables(text));
    return true;
  }
  out << session.labelled("");
  if (text.empty()) {
    out << (association.id == 0 ? "No system variables returned\n"
                                : fmt::format("No information returned for association {}\n", association.id));
    return true;
  }
  if (session.settings.raw) {
    if (with_status) out << raw_status_line(association.id, association.status);
    out << escaped_lines(remove_carriage_returns(text));
    return true;
  }
  if (with_status) out << cooked_status_line(association.id, association.status);
  out << cooked_variables(parse_variables(text), cooked_style(session));
  return true;
}

}  // namespace

std::optional<std::uint16_t> parse_association_id(Session& session, const std::string& text) {
  const bool by_index = text.starts_with('&');
  const auto value = parse_integer(by_index ? std::string_view(text).substr(1) : text);
  if (!value || *value < 0) {
    *session.err << "***Illegal unsigned value " << escaped(text) << '\n';
    return std::nullopt;
  }
  if (!by_index) {
    if (*value <= UINT16_MAX) return static_cast<std::uint16_t>(*value);
    *session.err << "***Invalid association ID " << *value << " specified\n";
    return std::nullopt;
  }
  if (session.associations.empty() && !session.refresh_associations()) return std::nullopt;
  if (*value >= 1 && static_cast<std::size_t>(*value) <= session.associations.size()) {
    return session.associations[static_cast<std::size_t>(*value) - 1].id;
  }
  *session.err << "***Association for `" << escaped(text) << "' unknown (max &" << session.associations.size() << ")\n";
  return std::nullopt;
}

bool run_associations(Session& session, const Arguments&) {
  return get_and_print_associations(session, false);
}
bool run_lassociations(Session& session, const Arguments&) {
  return get_and_print_associations(session, true);
}
bool run_passociations(Session& session, const Arguments&) {
  return print_associations(session, false);
}
bool run_lpassociations(Session& session, const Arguments&) {
  return print_associations(session, true);
}

bool run_readvar(Session& session, const Arguments& arguments) {
  std::uint16_t id = 0;
  auto names = arguments.begin();
  if (names != arguments.end() && looks_like_id(*names)) {
    const auto parsed = parse_association_id(session, *names++);
    if (!parsed) return false;
    id = *parsed;
  }
  const std::string data = joined(names, arguments.end());
  const auto answer = session.ask({.opcode = ControlOpcode::read_variables, .association_id = id, .data = data});
  if (!answer) return false;
  return print_variables(session, {.id = id, .status = answer->status}, *answer,
                         data.empty() || session.settings.old_rv);
}

}  // namespace foliot::ntpq

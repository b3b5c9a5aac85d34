// The commands that print lists of associations: as and its relatives.
#include <algorithm>
#include <ostream>

#include "tools/ntpq/commands.hpp"
#include "tools/ntpq/json.hpp"
#include "tools/ntpq/text.hpp"

namespace foliot::ntpq {
namespace {

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

}  // namespace foliot::ntpq

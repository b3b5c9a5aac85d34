// The commands that print ordered lists: ifstats and reslist. Servers answer them only with the control key.
#include <ostream>

#include "tools/ntpq/answers.hpp"
#include "tools/ntpq/commands.hpp"
#include "tools/ntpq/keys.hpp"
#include "tools/ntpq/ordered_list.hpp"

namespace foliot::ntpq {
namespace {

bool print_list(Session& session, std::string_view list, std::string (*text)(const std::vector<OrderedItem>&)) {
  if (!obtain_key(session)) return false;
  const auto answer = session.ask(
      {.opcode = wire::ControlOpcode::read_ordered_list, .association_id = 0, .data = list, .sealed = true});
  if (!answer) return false;
  const auto items = ordered_items(parse_variables(answer->text()));
  if (session.settings.json) {
    *session.out << items_json(session.client->host(), list, items);
  } else if (session.settings.raw) {
    *session.out << session.labelled("") << raw_text(*answer);
  } else {
    *session.out << session.labelled("") << text(items);
  }
  return true;
}

}  // namespace

bool run_ifstats(Session& session, const Arguments&) {
  return print_list(session, "ifstats", ifstats_text);
}
bool run_reslist(Session& session, const Arguments&) {
  return print_list(session, "addr_restrictions", reslist_text);
}

}  // namespace foliot::ntpq

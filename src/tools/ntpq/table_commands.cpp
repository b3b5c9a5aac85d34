// The commands that print tables of variables: sysinfo, sysstats, pstats and so on.
#include <ostream>

#include "tools/ntpq/answers.hpp"
#include "tools/ntpq/commands.hpp"
#include "tools/ntpq/tables.hpp"

namespace foliot::ntpq {
namespace {

constexpr std::uint8_t kUnknownVariable = static_cast<std::uint8_t>(wire::ControlError::unknown_variable);

bool is_unknown_variable(const Failure& failure) {
  return failure.error == QueryError::refused && failure.code == kUnknownVariable;
}

/// Daemons differ in the variables they have, and refuse a question with one that they do not know: each is asked for
/// by itself then. At most as many questions as the table has rows.
std::expected<Answer, Failure> ask_one_by_one(Session& session, const Table& table, std::uint16_t id) {
  Answer all;
  bool any = false;
  for (const TableRow& row : table.rows) {
    const auto answer =
        session.try_ask({.opcode = wire::ControlOpcode::read_variables, .association_id = id, .data = row.variable});
    if (!answer && is_unknown_variable(answer.error())) continue;
    if (!answer) return answer;
    any = true;
    all.status = answer->status;
    if (!all.data.empty()) all.data.insert(all.data.end(), {',', ' '});
    std::string text = answer->text();
    while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
    all.data.insert(all.data.end(), text.begin(), text.end());
  }
  if (!any) return std::unexpected(Failure{.error = QueryError::refused, .code = kUnknownVariable});
  return all;
}

bool print_table(Session& session, const Table& table, std::uint16_t id) {
  const std::string names = names_of(table);
  auto answer = session.try_ask({.opcode = wire::ControlOpcode::read_variables, .association_id = id, .data = names});
  if (!answer && is_unknown_variable(answer.error())) answer = ask_one_by_one(session, table, id);
  if (!answer) {
    session.complain(answer.error(), id);
    return false;
  }
  if (session.settings.raw || session.settings.json || answer->data.empty()) {
    print_variables(session, {.association_id = id, .with_status = false}, *answer);
    return true;
  }
  *session.out << session.labelled("");
  if (table.with_status) *session.out << cooked_status_line(id, answer->status);
  *session.out << table_text(table, parse_variables(answer->text()), cooked_style(session));
  return true;
}

bool print_system_table(Session& session, std::string_view command) {
  return print_table(session, table_of(command), 0);
}

}  // namespace

bool run_sysinfo(Session& session, const Arguments&) {
  return print_system_table(session, "sysinfo");
}
bool run_sysstats(Session& session, const Arguments&) {
  return print_system_table(session, "sysstats");
}
bool run_kerninfo(Session& session, const Arguments&) {
  return print_system_table(session, "kerninfo");
}
bool run_monstats(Session& session, const Arguments&) {
  return print_system_table(session, "monstats");
}
bool run_iostats(Session& session, const Arguments&) {
  return print_system_table(session, "iostats");
}
bool run_timerstats(Session& session, const Arguments&) {
  return print_system_table(session, "timerstats");
}
bool run_authinfo(Session& session, const Arguments&) {
  return print_system_table(session, "authinfo");
}
bool run_ntsinfo(Session& session, const Arguments&) {
  return print_system_table(session, "ntsinfo");
}
bool run_pstats(Session& session, const Arguments& arguments) {
  const auto id = parse_association_id(session, arguments[0]);
  return id && print_table(session, table_of("pstats"), *id);
}

}  // namespace foliot::ntpq

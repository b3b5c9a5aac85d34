#include "tools/ntpq/answers.hpp"

#include <fmt/format.h>

#include <ostream>

#include "tools/ntpq/text.hpp"

namespace foliot::ntpq {

CookedStyle cooked_style(Session& session) {
  Surroundings* const surroundings = session.surroundings;
  return {.dates = {.now = surroundings->now(),
                    .zone_offset_s = [surroundings](WallTime time) { return surroundings->zone_offset_s(time); }},
          .numeric = session.settings.numeric,
          .units = session.settings.units,
          .reference_hash = session.settings.reference_hash,
          .name_of = [&session](const base::IpAddress& address) { return session.name_of(address); }};
}

std::string raw_text(const Answer& answer) {
  std::string text = answer.text();
  for (std::size_t at = text.find("\r\n"); at != std::string::npos; at = text.find("\r\n", at)) text.erase(at, 1);
  return escaped_lines(text);
}

std::string nothing_returned(const Asked& asked) {
  const char* clock = asked.kind == StatusKind::clock ? " clock" : "";
  if (asked.association_id == 0) return fmt::format("No system{} variables returned\n", clock);
  return fmt::format("No information returned for{} association {}\n", clock, asked.association_id);
}

void print_variables(Session& session, const Asked& asked, const Answer& answer) {
  std::ostream& out = *session.out;
  const VariablePairs variables = parse_variables(answer.text());
  const std::uint16_t id = asked.association_id;
  if (session.settings.json) {
    out << variables_json(session.client->host(), {.id = id, .status = answer.status}, variables);
    return;
  }
  out << session.labelled("");
  if (answer.data.empty()) {
    out << nothing_returned(asked);
    return;
  }
  if (session.settings.raw) {
    if (asked.with_status) out << raw_status_line(id, answer.status);
    out << raw_text(answer);
    return;
  }
  if (asked.with_status) out << cooked_status_line(id, answer.status, asked.kind);
  out << cooked_variables(variables, cooked_style(session));
}

void report(Session& session, std::string_view text, const Fields& fields) {
  if (session.settings.json) {
    *session.out << fields_json(session.client->host(), fields);
  } else {
    *session.out << text;
  }
}

}  // namespace foliot::ntpq

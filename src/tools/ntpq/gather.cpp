#include "tools/ntpq/gather.hpp"

#include <algorithm>

#include "tools/ntpq/dates.hpp"

namespace foliot::ntpq {
namespace {

using wire::ControlOpcode;

/// The server's clock, so that ages are right even when this machine's time is not.
Timestamp server_time(Session& session) {
  const auto answer =
      session.client->ask({.opcode = ControlOpcode::read_variables, .association_id = 0, .data = "clock"});
  if (answer) {
    const auto variables = parse_variables(answer->text());
    const auto clock = parse_timestamp(find_value(variables, "clock").value_or(""));
    if (clock) return *clock;
  }
  return to_timestamp(session.surroundings->now());
}

/// Wide enough for the name of each server that is asked.
std::size_t server_width(Session& session) {
  std::size_t width = 0;
  for (const std::string& host : session.hosts) {
    const auto address = session.surroundings->address_of(host, session.settings.family);
    const std::string name = address ? session.name_of(*address).value_or(address->to_string()) : host;
    width = std::max(width, name.size());
  }
  return width;
}

}  // namespace

PeersStyle peers_style(Session& session, PeersLayout layout) {
  PeersStyle style;
  style.layout = layout;
  style.numeric = session.settings.numeric;
  style.supplied_names = session.settings.supplied_names;
  style.wide = session.settings.wide;
  style.units = session.settings.units;
  style.reference_hash = session.settings.reference_hash;
  style.remote_width = session.settings.remote_width;
  if (session.hosts.size() > 1) style.server_width = server_width(session);
  style.now = server_time(session);
  style.name_of = [&session](const base::IpAddress& address) { return session.name_of(address); };
  return style;
}

std::expected<Gathered, Failure> gather(Session& session) {
  const auto read = [&session](ControlOpcode opcode, std::uint16_t id) {
    return session.try_ask({.opcode = opcode, .association_id = id, .data = {}});
  };
  Gathered gathered;
  const auto system = read(ControlOpcode::read_variables, 0);
  if (!system) return std::unexpected(system.error());
  gathered.system_variables = parse_variables(system->text());
  gathered.system = read_system_facts(gathered.system_variables, system->status);
  gathered.style = peers_style(session, PeersLayout::reference);
  const auto list = read(ControlOpcode::read_status, 0);
  if (!list) return std::unexpected(list.error());
  const auto associations = parse_associations(list->data).value_or(std::vector<AssociationStatus>{});
  for (const AssociationStatus& association : associations) {
    const auto answer = read(ControlOpcode::read_variables, association.id);
    if (!answer && answer.error().error == QueryError::refused) continue;
    if (!answer) return std::unexpected(answer.error());
    gathered.source_variables.push_back(parse_variables(answer->text()));
    gathered.source_statuses.push_back(answer->status);
    gathered.sources.push_back(
        read_source_facts(gathered.source_variables.back(), association.id, answer->status, gathered.style));
  }
  return gathered;
}

}  // namespace foliot::ntpq

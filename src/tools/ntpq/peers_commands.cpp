// The commands that print billboards: peers and its relatives.
#include <algorithm>
#include <ostream>

#include "tools/ntpq/commands.hpp"
#include "tools/ntpq/gather.hpp"
#include "tools/ntpq/json.hpp"

namespace foliot::ntpq {
namespace {

using wire::ControlOpcode;

/// -4 or -6 shows only associations of that family.
bool is_wanted(const PeerFacts& peer, const Arguments& arguments) {
  if (arguments.empty() || !peer.source) return true;
  return peer.source->is_v4() == (arguments[0] == "-4");
}

std::optional<PeerReport> read_peer(Session& session, std::uint16_t id) {
  const auto answer = session.ask({.opcode = ControlOpcode::read_variables, .association_id = id, .data = {}});
  if (!answer) return std::nullopt;
  if (answer->data.empty()) {
    *session.err << session.labelled("***No information returned for association ") << id << '\n';
    return std::nullopt;
  }
  return PeerReport{.facts = read_peer_facts(parse_variables(answer->text())),
                    .association = {.id = id, .status = answer->status}};
}

bool print_peers(Session& session, const Arguments& arguments, PeersLayout layout, bool show_all) {
  if (!arguments.empty() && arguments[0] != "-4" && arguments[0] != "-6") {
    *session.err << "***Version must be either 4 or 6\n";
    return false;
  }
  if (!session.refresh_associations()) return false;
  const bool json = session.settings.json;
  if (session.associations.empty() && !json) {
    *session.out << session.labelled("No association ID's returned\n");
    return true;
  }
  const PeersStyle style = peers_style(session, layout);
  if (!json) *session.out << peers_header(style);
  std::vector<PeerReport> reports;
  bool complete = true;
  for (const AssociationStatus association : session.associations) {
    if (!show_all && !is_noteworthy(association)) continue;
    const auto peer = read_peer(session, association.id);
    complete = complete && peer.has_value();
    if (!peer) break;
    if (!is_wanted(peer->facts, arguments)) continue;
    if (json) reports.push_back(*peer);
    if (!json) {
      *session.out << peer_line(peer->facts, association.id, peer->association.status, session.client->host(), style);
    }
  }
  if (json) *session.out << peers_json(session.client->host(), reports, style);
  return complete;
}

}  // namespace

bool run_peers(Session& session, const Arguments& arguments) {
  return print_peers(session, arguments, PeersLayout::reference, false);
}
bool run_lpeers(Session& session, const Arguments& arguments) {
  return print_peers(session, arguments, PeersLayout::reference, true);
}
bool run_apeers(Session& session, const Arguments& arguments) {
  return print_peers(session, arguments, PeersLayout::association, false);
}
bool run_opeers(Session& session, const Arguments& arguments) {
  return print_peers(session, arguments, PeersLayout::local, false);
}
bool run_lopeers(Session& session, const Arguments& arguments) {
  return print_peers(session, arguments, PeersLayout::local, true);
}

bool run_rpeers(Session& session, const Arguments& arguments) {
  return print_peers(session, arguments, PeersLayout::remote_last, false);
}

}  // namespace foliot::ntpq

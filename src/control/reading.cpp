#include "control/reading.hpp"

#include <algorithm>
#include <vector>

#include "control/clock_variables.hpp"
#include "control/mru_answer.hpp"
#include "control/ordered_lists.hpp"
#include "control/peer_variables.hpp"
#include "control/status_word.hpp"
#include "control/system_variables.hpp"
#include "control/value_text.hpp"
#include "control/variable_list.hpp"

namespace foliot::control {
namespace {

using wire::ControlError;

constexpr std::size_t kMostData = kMostFragments * wire::kMaxControlData;

void append_be(std::string& bytes, std::uint16_t value) {
  bytes += static_cast<char>(value >> 8U);
  bytes += static_cast<char>(value & 0xffU);
}

std::optional<PeerView> find_peer(StateSource& state, std::uint16_t association_id) {
  if (association_id == 0) return std::nullopt;
  for (auto& peer : state.peer_views()) {
    if (peer.id == association_id) return std::move(peer);
  }
  return std::nullopt;
}

Result read_peer(StateSource& state, std::uint16_t association_id, std::string_view question) {
  const auto peer = find_peer(state, association_id);
  if (!peer) return refusal(ControlError::bad_association);
  VariableList list;
  const auto names = parse_names(question);
  if (!write_variables(list, *peer, peer_variables(), std::span<const std::string_view>(names))) {
    return refusal(ControlError::unknown_variable);
  }
  return Answer{.status = status_of(*peer).encode(), .data = list.finish()};
}

/// Takes the names of the configuration's own variables out of `names`.
std::vector<const NamedValue*> take_configured(const SystemView& system, std::vector<std::string_view>& names) {
  std::vector<const NamedValue*> wanted;
  for (const NamedValue& variable : system.variables) {
    const bool named = std::erase(names, variable.name) > 0;
    if (named) wanted.push_back(&variable);
  }
  return wanted;
}

Result read_system(StateSource& state, const SystemView& system, std::string_view question) {
  const SystemVariables view{.system = system, .system_peer = find_peer(state, system.peer)};
  auto names = parse_names(question);
  const bool all = names.empty();
  auto configured = take_configured(system, names);
  VariableList list;
  const bool known = (names.empty() && !all) ||
                     write_variables(list, view, system_variables(), std::span<const std::string_view>(names));
  if (!known) return refusal(ControlError::unknown_variable);
  for (const NamedValue& variable : system.variables) {
    if (all && variable.by_default) configured.push_back(&variable);
  }
  for (const NamedValue* variable : configured) list.add(variable->name, plain_text(variable->value));
  return Answer{.status = status_of(system).encode(), .data = list.finish()};
}

const PeerView* find_clock(const std::vector<PeerView>& peers, std::uint16_t wanted, std::uint16_t system_peer) {
  const auto is_clock = [](const PeerView& peer) { return peer.clock.has_value(); };
  const auto at = [&](std::uint16_t id) {
    const auto found = std::ranges::find(peers, id, &PeerView::id);
    return found != peers.end() && is_clock(*found) ? &*found : nullptr;
  };
  if (wanted != 0) return at(wanted);
  const PeerView* followed = at(system_peer);
  if (followed != nullptr) return followed;
  const auto first = std::ranges::find_if(peers, is_clock);
  return first == peers.end() ? nullptr : &*first;
}

}  // namespace

Result read_nothing(StateSource& state, const SystemView& system, std::uint16_t association_id) {
  if (association_id == 0) return Answer{.status = status_of(system).encode()};
  const auto peer = find_peer(state, association_id);
  if (!peer) return refusal(ControlError::bad_association);
  return Answer{.status = status_of(*peer).encode()};
}

Result read_status(StateSource& state, const SystemView& system, std::uint16_t association_id) {
  if (association_id != 0) return read_peer(state, association_id, {});
  Answer answer{.status = status_of(system).encode()};
  for (const auto& peer : state.peer_views()) {
    append_be(answer.data, peer.id);
    append_be(answer.data, status_of(peer).encode());
  }
  return answer;
}

Result read_variables(StateSource& state, const SystemView& system, std::uint16_t association_id,
                      std::string_view question) {
  if (association_id == 0) return read_system(state, system, question);
  return read_peer(state, association_id, question);
}

Result read_clock(StateSource& state, const SystemView& system, std::uint16_t association_id,
                  std::string_view question) {
  const auto peers = state.peer_views();
  const PeerView* peer = find_clock(peers, association_id, system.peer);
  if (peer == nullptr) return refusal(ControlError::bad_association);
  const auto names = parse_names(question);
  const ClockVariables view{.clock = *peer->clock, .by_name = !names.empty()};
  VariableList list;
  if (!write_variables(list, view, clock_variables(), std::span<const std::string_view>(names))) {
    return refusal(ControlError::unknown_variable);
  }
  return Answer{.status = clock_status(*peer->clock), .data = list.finish()};
}

Result read_ordered_list(StateSource& state, const SystemView& system, std::string_view name) {
  Answer answer{.status = status_of(system).encode()};
  if (name.empty() || name == "ifstats") {
    answer.data = interfaces_text(state.interface_views(), kMostData);
  } else if (name == "addr_restrictions") {
    answer.data = restrictions_text(state.access_view(), kMostData);
  } else {
    return refusal(ControlError::unknown_variable);
  }
  return answer;
}

Result read_mru(StateSource& state, const SystemView& system, std::string_view question, const ControlRights& rights) {
  if (!rights.may_read_mru) return refusal(ControlError::permission);
  if (rights.mru == nullptr) return silence();
  const auto request = parse_mru_request(question);
  if (!request || !rights.mru->nonces.verify(request->nonce, rights.from, rights.now)) return silence();
  if (!request->has_limits()) return refusal(ControlError::bad_value);
  const MruMoment moment{rights.mru->calendar, rights.now, rights.mru->nonces.make(rights.from, rights.now)};
  auto text = mru_text(state.clients(), *request, moment);
  if (!text) return refusal(text.error());
  return Answer{
      .status = status_of(system).encode(), .data = std::move(*text), .fragments = MruRequest::kMostFragments};
}

Result request_nonce(const SystemView& system, const ControlRights& rights) {
  if (rights.mru == nullptr) return refusal(ControlError::bad_opcode);
  VariableList list;
  list.add("nonce", rights.mru->nonces.make(rights.from, rights.now));
  return Answer{.status = status_of(system).encode(), .data = list.finish()};
}

}  // namespace foliot::control

#include "control/mode6.hpp"

#include <algorithm>
#include <string_view>

#include "auth/message_digest.hpp"
#include "control/peer_variables.hpp"
#include "control/status_word.hpp"
#include "control/system_variables.hpp"
#include "control/variable_list.hpp"
#include "wire/control_message.hpp"

namespace foliot::control {
namespace {

using wire::ControlError;
using wire::ControlHeader;
using wire::ControlMessage;
using wire::ControlOpcode;

constexpr std::uint8_t kOldestVersion = 1;
constexpr std::size_t kMaxFragments = 32;  // as many as readers of the field put together
constexpr std::size_t kMaxAnswer = kMaxFragments * wire::kMaxControlData;

struct Answer {
  std::uint16_t status = 0;
  std::vector<std::uint8_t> data;
};
using Result = std::expected<Answer, ControlError>;

bool is_request(const ControlHeader& header) {
  return !header.response && !header.error && !header.more && header.offset == 0 && header.version >= kOldestVersion &&
         header.version <= wire::kVersion;
}

std::vector<std::uint8_t> to_bytes(std::string_view text) {
  return {text.begin(), text.end()};
}

void append_be(std::vector<std::uint8_t>& bytes, std::uint16_t value) {
  bytes.push_back(static_cast<std::uint8_t>(value >> 8U));
  bytes.push_back(static_cast<std::uint8_t>(value));
}

std::optional<PeerView> find_peer(StateSource& state, std::uint16_t association_id) {
  if (association_id == 0) return std::nullopt;
  for (auto& peer : state.peer_views()) {
    if (peer.id == association_id) return std::move(peer);
  }
  return std::nullopt;
}

/// RFC 9327 section 4: pairs of association id and status word.
Result read_associations(StateSource& state, const SystemView& system) {
  Answer answer{.status = status_of(system).encode(), .data = {}};
  for (const auto& peer : state.peer_views()) {
    append_be(answer.data, peer.id);
    append_be(answer.data, status_of(peer).encode());
  }
  return answer;
}

Result read_system(StateSource& state, const SystemView& system, std::span<const std::string_view> names) {
  const SystemVariables view{.system = system, .system_peer = find_peer(state, system.peer)};
  VariableList list;
  if (!write_variables(list, view, system_variables(), names)) return std::unexpected(ControlError::unknown_variable);
  return Answer{.status = status_of(system).encode(), .data = to_bytes(list.finish())};
}

Result read_peer(StateSource& state, std::uint16_t association_id, std::span<const std::string_view> names) {
  const auto peer = find_peer(state, association_id);
  if (!peer) return std::unexpected(ControlError::bad_association);
  VariableList list;
  if (!write_variables(list, *peer, peer_variables(), names)) return std::unexpected(ControlError::unknown_variable);
  return Answer{.status = status_of(*peer).encode(), .data = to_bytes(list.finish())};
}

Result read_status(StateSource& state, const SystemView& system, std::uint16_t association_id) {
  if (association_id == 0) return read_associations(state, system);
  return read_peer(state, association_id, {});
}

Result read_variables(StateSource& state, const SystemView& system, const ControlMessage& request) {
  const std::string text(request.data.begin(), request.data.end());
  const auto names = parse_names(text);
  if (request.header.association_id == 0) return read_system(state, system, names);
  return read_peer(state, request.header.association_id, names);
}

/// What would change the daemon, or is for its owner only, is refused as a matter of permission.
Result refuse(ControlOpcode opcode, const ControlRights& rights) {
  if (opcode == ControlOpcode::read_mru && !rights.may_read_mru) return std::unexpected(ControlError::permission);
  switch (opcode) {
    case ControlOpcode::write_variables:
    case ControlOpcode::write_clock_variables:
    case ControlOpcode::read_ordered_list:
      return std::unexpected(ControlError::permission);
    default:
      return std::unexpected(ControlError::bad_opcode);
  }
}

/// The MAC: key id and digest of all that stands before it.
bool is_sealed(std::span<const std::uint8_t> request, const ControlMessage& message, const auth::SymmetricKey* key) {
  wire::ByteReader in(message.mac);
  const auto key_id = in.be<std::uint32_t>();
  if (key == nullptr || !in.ok() || key_id != key->id) return false;
  return auth::verifies(*key, request.first(message.mac_offset), in.rest());
}

Result administer(const ControlMessage& message, const SystemView& system, Administration& administration) {
  const std::string text(message.data.begin(), message.data.end());
  const bool saves = message.header.opcode == ControlOpcode::save_configuration;
  const std::string answer = saves ? administration.save_configuration(text) : administration.configure(text);
  return Answer{.status = status_of(system).encode(), .data = to_bytes(answer)};
}

Result execute(std::span<const std::uint8_t> request, const SystemView& system, StateSource& state,
               const ControlRights& rights) {
  const auto message = wire::parse_control_message(request);
  if (!message || message->data.size() > wire::kMaxControlData) return std::unexpected(ControlError::bad_format);
  switch (message->header.opcode) {
    case ControlOpcode::read_status:
      return read_status(state, system, message->header.association_id);
    case ControlOpcode::read_variables:
      return read_variables(state, system, *message);
    case ControlOpcode::configure:
    case ControlOpcode::save_configuration: {
      const bool allowed = rights.may_modify && rights.administration != nullptr;
      if (!allowed || !is_sealed(request, *message, rights.control_key)) {
        return std::unexpected(ControlError::permission);
      }
      return administer(*message, system, *rights.administration);
    }
    default:
      return refuse(message->header.opcode, rights);
  }
}

ControlDatagram make_datagram(const ControlHeader& header, std::span<const std::uint8_t> data) {
  ControlDatagram datagram(ControlHeader::kSize + (data.size() + 3) / 4 * 4);
  wire::ByteWriter out(datagram);
  wire::write_control_message(out, header, data);
  return datagram;
}

std::vector<ControlDatagram> split(ControlHeader header, std::span<const std::uint8_t> data) {
  data = data.first(std::min(data.size(), kMaxAnswer));
  std::vector<ControlDatagram> datagrams;
  std::size_t offset = 0;
  do {
    const std::size_t size = std::min(data.size() - offset, wire::kMaxControlData);
    header.offset = static_cast<std::uint16_t>(offset);
    header.more = offset + size < data.size();
    datagrams.push_back(make_datagram(header, data.subspan(offset, size)));
    offset += size;
  } while (header.more);
  return datagrams;
}

}  // namespace

std::vector<ControlDatagram> answer_control(std::span<const std::uint8_t> request, StateSource& state,
                                            const ControlRights& rights) {
  wire::ByteReader in(request);
  const auto question = ControlHeader::parse(in);
  if (!question || !is_request(*question)) return {};

  const SystemView system = state.system_view();
  ControlHeader header = *question;
  header.leap = system.leap;
  header.response = true;
  const Result answer = execute(request, system, state, rights);
  if (!answer) {
    header.error = true;
    header.status = wire::to_status(answer.error());
    return {make_datagram(header, {})};
  }
  header.status = answer->status;
  return split(header, answer->data);
}

}  // namespace foliot::control

#include "control/mode6.hpp"

#include <algorithm>
#include <string_view>

#include "auth/mac.hpp"
#include "control/answer.hpp"
#include "control/reading.hpp"
#include "control/writing.hpp"
#include "wire/control_message.hpp"

namespace foliot::control {
namespace {

using wire::ControlError;
using wire::ControlHeader;
using wire::ControlMessage;
using wire::ControlOpcode;

constexpr std::uint8_t kOldestVersion = 1;
constexpr std::size_t kMacAlignment = 8;
constexpr std::size_t kLongestMac = 4 + auth::kMaxDigestBytes;

bool is_request(const ControlHeader& header) {
  return !header.response && !header.error && !header.more && header.offset == 0 && header.version >= kOldestVersion &&
         header.version <= wire::kVersion;
}

/// The MAC: key id and digest of all that stands before it.
bool is_sealed(std::span<const std::uint8_t> request, const ControlMessage& message, const auth::SymmetricKey* key) {
  wire::ByteReader in(message.mac);
  const auto key_id = in.be<std::uint32_t>();
  if (key == nullptr || !in.ok() || key_id != key->id) return false;
  return auth::verifies(*key, request.first(message.mac_offset), in.rest());
}

/// What only the owner of the control key may do.
Result serve_owner(const ControlMessage& message, const SystemView& system, StateSource& state,
                   const ControlRights& rights) {
  const std::string text(message.data.begin(), message.data.end());
  const ControlOpcode opcode = message.header.opcode;
  const std::uint16_t association_id = message.header.association_id;
  if (opcode == ControlOpcode::read_ordered_list) return read_ordered_list(state, system, text);
  if (!rights.may_modify || rights.administration == nullptr) return refusal(ControlError::permission);
  switch (opcode) {
    case ControlOpcode::write_variables:
      return write_system_variables(*rights.administration, system, association_id, text);
    case ControlOpcode::configure:
      return configure(*rights.administration, system, association_id, text);
    case ControlOpcode::save_configuration:
      return save_configuration(*rights.administration, system, text);
    default:  // clocks have no variable that can be written
      return refusal(ControlError::permission);
  }
}

Result serve(const ControlMessage& message, bool sealed, const SystemView& system, StateSource& state,
             const ControlRights& rights) {
  const std::string text(message.data.begin(), message.data.end());
  const std::uint16_t association_id = message.header.association_id;
  switch (message.header.opcode) {
    case ControlOpcode::reserved:
      return read_nothing(state, system, association_id);
    case ControlOpcode::read_status:
      return read_status(state, system, association_id);
    case ControlOpcode::read_variables:
      return read_variables(state, system, association_id, text);
    case ControlOpcode::read_clock_variables:
      return read_clock(state, system, association_id, text);
    case ControlOpcode::read_mru:
      return read_mru(state, system, text, rights);
    case ControlOpcode::request_nonce:
      return request_nonce(system, rights);
    case ControlOpcode::write_variables:
    case ControlOpcode::write_clock_variables:
    case ControlOpcode::configure:
    case ControlOpcode::save_configuration:
    case ControlOpcode::read_ordered_list:
      return sealed ? serve_owner(message, system, state, rights) : Result(refusal(ControlError::permission));
    case ControlOpcode::set_trap:
    case ControlOpcode::unset_trap:
      return silence();
    case ControlOpcode::asynchronous_message:
      break;
  }
  return refusal(ControlError::bad_opcode);
}

/// The owner has seen what happened: only what happens from now on counts.
void note_reading(const ControlHeader& header, StateSource& state) {
  const bool of_one = header.opcode == ControlOpcode::read_status && header.association_id != 0;
  if (of_one || header.opcode == ControlOpcode::read_variables) state.clear_events(header.association_id);
}

/// A MAC begins at the next multiple of 8, in the answer as in the question.
ControlDatagram make_datagram(const ControlHeader& header, std::span<const std::uint8_t> data,
                              const auth::SymmetricKey* key) {
  ControlDatagram datagram(ControlHeader::kSize + data.size() + kMacAlignment + kLongestMac);
  wire::ByteWriter out(datagram);
  wire::write_control_message(out, header, data);
  if (key != nullptr) {
    out.pad_to(kMacAlignment);
    auth::seal(out, *key);
  }
  datagram.resize(out.size());
  return datagram;
}

std::vector<ControlDatagram> split(ControlHeader header, const Answer& answer, const auth::SymmetricKey* key) {
  const std::vector<std::uint8_t> bytes(answer.data.begin(), answer.data.end());
  const auto data = std::span(bytes).first(std::min(bytes.size(), answer.fragments * wire::kMaxControlData));
  std::vector<ControlDatagram> datagrams;
  std::size_t offset = 0;
  do {
    const std::size_t size = std::min(data.size() - offset, wire::kMaxControlData);
    header.offset = static_cast<std::uint16_t>(offset);
    header.more = offset + size < data.size();
    datagrams.push_back(make_datagram(header, data.subspan(offset, size), key));
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
  const auto message = wire::parse_control_message(request);
  const bool well_formed = message && message->data.size() <= wire::kMaxControlData;
  const bool sealed = well_formed && is_sealed(request, *message, rights.control_key);
  const auth::SymmetricKey* key = sealed ? rights.control_key : nullptr;
  const Result answer =
      well_formed ? serve(*message, sealed, system, state, rights) : Result(refusal(ControlError::bad_format));
  if (!answer && !answer.error()) return {};
  if (!answer) {
    header.error = true;
    header.status = wire::to_status(*answer.error());
    return {make_datagram(header, {}, key)};
  }
  if (sealed) note_reading(header, state);
  header.status = answer->status;
  return split(header, *answer, key);
}

}  // namespace foliot::control

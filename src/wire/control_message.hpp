// ControlMessage: the messages of mode 6, with which administrators look into a daemon (RFC 9327 section 2).
//
// Twelve octets of header, `count` octets of data padded with zeros to a multiple of 4, and perhaps a MAC.
// A MAC starts at the next multiple of 8: that is where programs of the field put it, RFC 9327 leaves it open.
// Views point into the bytes that were parsed; nothing is copied.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>

#include "time/leap_indicator.hpp"
#include "wire/byte_reader.hpp"
#include "wire/byte_writer.hpp"
#include "wire/parse_error.hpp"

namespace foliot::wire {

/// RFC 9327 section 2, table 1, and the ones that the field added (10 and above).
enum class ControlOpcode : std::uint8_t {
  reserved = 0,
  read_status = 1,
  read_variables = 2,
  write_variables = 3,
  read_clock_variables = 4,
  write_clock_variables = 5,
  set_trap = 6,
  asynchronous_message = 7,
  configure = 8,
  save_configuration = 9,
  read_mru = 10,
  read_ordered_list = 11,
  request_nonce = 12,
  unset_trap = 31,
};

/// RFC 9327 section 3.4: the upper octet of the status field of an error response.
enum class ControlError : std::uint8_t {
  unspecified = 0,
  permission = 1,
  bad_format = 2,
  bad_opcode = 3,
  bad_association = 4,
  unknown_variable = 5,
  bad_value = 6,
  prohibited = 7,
};

/// Most data octets in one message (RFC 9327 section 2).
inline constexpr std::size_t kMaxControlData = 468;

struct ControlHeader {
  static constexpr std::size_t kSize = 12;

  LeapIndicator leap = LeapIndicator::none;
  std::uint8_t version = 2;
  bool response = false;  ///< R
  bool error = false;     ///< E
  bool more = false;      ///< M: not the last fragment
  ControlOpcode opcode = ControlOpcode::reserved;
  std::uint16_t sequence = 0;
  std::uint16_t status = 0;
  std::uint16_t association_id = 0;
  std::uint16_t offset = 0;  ///< of the data in the whole answer, octets
  std::uint16_t count = 0;   ///< octets of data in this message

  /// Reads 12 octets. Any version, opcode and count; judging them is the caller's part.
  /// Errors: truncated, not_a_control_message (mode is not 6).
  [[nodiscard]] static std::expected<ControlHeader, ParseError> parse(ByteReader& in);
  /// Writes 12 octets.
  void write_to(ByteWriter& out) const;

  friend bool operator==(const ControlHeader&, const ControlHeader&) = default;
};

struct ControlMessage {
  ControlHeader header;
  std::span<const std::uint8_t> data;  ///< header.count octets, without padding
  std::span<const std::uint8_t> mac;   ///< what follows the padding: key id and digest; empty when there is none
  std::size_t mac_offset = 0;          ///< of the MAC in the message: the digest covers all before it
};

/// Takes a whole message apart.
/// Errors: truncated, not_a_control_message (mode is not 6, or the count goes past the end).
[[nodiscard]] std::expected<ControlMessage, ParseError> parse_control_message(std::span<const std::uint8_t> bytes);

/// Writes header and data, padded to a multiple of 4; the count is that of `data`, whatever the header says.
/// data.size() <= 65535.
void write_control_message(ByteWriter& out, ControlHeader header, std::span<const std::uint8_t> data);

/// The status field that tells `error`.
[[nodiscard]] constexpr std::uint16_t to_status(ControlError error) {
  return static_cast<std::uint16_t>(static_cast<unsigned>(error) << 8U);
}
/// The error that the status field of an error response tells; unknown codes are kept as they are.
[[nodiscard]] constexpr ControlError to_control_error(std::uint16_t status) {
  return static_cast<ControlError>(status >> 8U);
}

}  // namespace foliot::wire

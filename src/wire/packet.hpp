// Packet: a time message taken apart into header, extension fields and MAC, by RFC 7822.
//
// After the header come any number of extension fields and at most one MAC. Fields carry their own length;
// the MAC does not, it is what remains. RFC 7822 section 3 makes this decidable: while more than 24 octets
// remain (the largest MAC) the next thing is an extension field; a remainder of 4 octets (crypto-NAK), or of
// 20 or 24 (key id and digest), is the MAC, unless it is a well-formed last extension field of 28 or more. Versions
// before 4 have no fields, so there a MAC may hold a whole longer digest.
// Views point into the bytes that were parsed; nothing is copied.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>

#include "base/fixed_vector.hpp"
#include "wire/header.hpp"

namespace foliot::wire {

/// Most extension fields that are looked at: eight cookies or placeholders, and those around them (RFC 8915).
inline constexpr std::size_t kMaxExtensions = 16;
inline constexpr std::size_t kMinExtensionLength = 16;  // RFC 7822 section 3
inline constexpr std::size_t kMaxMacLength = 24;        // RFC 7822 section 3: a larger trailer is a field
inline constexpr std::size_t kMaxOldMacLength = 68;     // key id and SHA-512, before version 4

struct ExtensionField {
  std::uint16_t type = 0;
  std::span<const std::uint8_t> value;  ///< without the 4 octets of type and length, with padding
  std::size_t offset = 0;               ///< of the field in the packet: what an authenticator covers ends there
};

struct Mac {
  std::uint32_t key_id = 0;
  std::span<const std::uint8_t> digest;  ///< empty: crypto-NAK
  std::size_t offset = 0;                ///< of the key id in the packet: the digest covers all before it
};

struct Packet {
  Header header;
  base::FixedVector<ExtensionField, kMaxExtensions> extensions;
  std::optional<Mac> mac;
};

/// Takes a message of version 1-4 and mode 1-5 apart. Unknown extension fields are kept as they are.
/// Errors: truncated, unsupported_version, unsupported_mode, bad_extension_length, too_many_extensions,
/// bad_mac_length.
[[nodiscard]] std::expected<Packet, ParseError> parse_packet(std::span<const std::uint8_t> bytes);

/// Writes one extension field, padded with zeros to a multiple of 4 and at least 16 octets (RFC 7822 section 3).
/// Fails `out` when the value is too long for the 16-bit length.
void write_extension(ByteWriter& out, std::uint16_t type, std::span<const std::uint8_t> value);

}  // namespace foliot::wire

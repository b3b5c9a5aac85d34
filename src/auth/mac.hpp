// The MAC at the end of a message: key id and digest of all that stands before it (RFC 5905 section 7.3).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "auth/message_digest.hpp"
#include "auth/symmetric_key.hpp"
#include "wire/byte_writer.hpp"
#include "wire/packet.hpp"

namespace foliot::auth {

/// Puts the MAC of `key` behind what `out` holds; fails `out` when there is no room. digest_limit: octets.
void seal(wire::ByteWriter& out, const SymmetricKey& key, std::size_t digest_limit = kMaxDigestBytes);

/// Whether `mac`, taken from the message `bytes`, names `key` and holds its digest of the message.
[[nodiscard]] bool verifies(const SymmetricKey& key, std::span<const std::uint8_t> bytes, const wire::Mac& mac);

}  // namespace foliot::auth

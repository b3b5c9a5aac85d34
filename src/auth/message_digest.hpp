// Message digests made with a symmetric key: what follows the key id in a MAC.
//
// A keyed hash is the hash of secret and message, one after the other (RFC 5905 section 7.3). In version 4 a MAC holds
// at most 20 octets of it (RFC 7822 section 3), as the field truncates; before, it could hold all, and chrony's clients
// ask in version 3 when their key's digest is longer. AES-CMAC is RFC 8573 and RFC 4493.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "auth/symmetric_key.hpp"
#include "base/fixed_vector.hpp"

namespace foliot::auth {

/// In a message of version 4.
inline constexpr std::size_t kMaxDigestBytes = 20;
/// Of SHA-512.
inline constexpr std::size_t kMaxWholeDigestBytes = 64;
using MessageDigest = base::FixedVector<std::uint8_t, kMaxWholeDigestBytes>;

/// The digest of `message` under `key`, cut to `limit` octets: 16 for MD5 and AES-CMAC, else 20 or more.
[[nodiscard]] MessageDigest make_digest(const SymmetricKey& key, std::span<const std::uint8_t> message,
                                        std::size_t limit = kMaxDigestBytes);

/// Whether `digest` is that of `message` under `key`, whole or cut to kMaxDigestBytes; takes the same time wherever
/// they differ (CVE-2016-1550).
[[nodiscard]] bool verifies(const SymmetricKey& key, std::span<const std::uint8_t> message,
                            std::span<const std::uint8_t> digest);

}  // namespace foliot::auth

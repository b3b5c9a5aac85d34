// SymmetricKey: a secret that two hosts share, and the digest that they make with it.
//
// Sources: RFC 5905 section 7.3 (MD5), RFC 8573 (AES-128-CMAC), and the digests that the field added.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/address_prefix.hpp"
#include "base/fixed_vector.hpp"

namespace foliot::auth {

enum class KeyType : std::uint8_t {
  md5,
  sha1,
  ripemd160,
  sha224,
  sha256,
  sha384,
  sha512,
  sha3_224,
  sha3_256,
  sha3_384,
  sha3_512,
  aes128_cmac,
  aes256_cmac,
};

/// Ids are 16 bits wide in every key file; greater ones belonged to Autokey.
inline constexpr std::uint32_t kMaxKeyId = 65535;
inline constexpr std::size_t kMaxSecretBytes = 64;

/// The type that `name` means in the key files of classic ntp, ntpsec and chrony, in any case; nothing otherwise.
[[nodiscard]] std::optional<KeyType> parse_key_type(std::string_view name);
/// The name that all of them understand.
[[nodiscard]] std::string_view to_string(KeyType type);

struct SymmetricKey {
  std::uint32_t id = 0;
  KeyType type = KeyType::md5;
  base::FixedVector<std::uint8_t, kMaxSecretBytes> secret;
  /// Who may use it; empty: anybody.
  std::vector<base::AddressPrefix> addresses;

  [[nodiscard]] bool may_be_used_by(const base::IpAddress& address) const;
};

}  // namespace foliot::auth

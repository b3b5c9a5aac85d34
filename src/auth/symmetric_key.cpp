#include "auth/symmetric_key.hpp"

#include <algorithm>
#include <cstddef>

namespace foliot::auth {
namespace {

struct KeyTypeName {
  std::string_view name;
  KeyType type;
};

// The first name of a type is the one to print.
constexpr std::array kNames = std::to_array<KeyTypeName>({
    {"MD5", KeyType::md5},
    {"M", KeyType::md5},
    {"SHA1", KeyType::sha1},
    {"SHA", KeyType::sha1},
    {"SHA-1", KeyType::sha1},
    {"RMD160", KeyType::ripemd160},
    {"RIPEMD160", KeyType::ripemd160},
    {"SHA224", KeyType::sha224},
    {"SHA256", KeyType::sha256},
    {"SHA-256", KeyType::sha256},
    {"SHA384", KeyType::sha384},
    {"SHA-384", KeyType::sha384},
    {"SHA512", KeyType::sha512},
    {"SHA-512", KeyType::sha512},
    {"SHA3-224", KeyType::sha3_224},
    {"SHA3-256", KeyType::sha3_256},
    {"SHA3-384", KeyType::sha3_384},
    {"SHA3-512", KeyType::sha3_512},
    {"AES128CMAC", KeyType::aes128_cmac},
    {"AES-128-CMAC", KeyType::aes128_cmac},
    {"AES-128", KeyType::aes128_cmac},
    {"AES128", KeyType::aes128_cmac},
    {"AES", KeyType::aes128_cmac},
    {"CMAC", KeyType::aes128_cmac},
    {"AES256CMAC", KeyType::aes256_cmac},
    {"AES-256-CMAC", KeyType::aes256_cmac},
    {"AES-256", KeyType::aes256_cmac},
    {"AES256", KeyType::aes256_cmac},
});

constexpr char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, upper, upper);
}

}  // namespace

std::optional<KeyType> parse_key_type(std::string_view name) {
  const auto* found = std::ranges::find_if(kNames, [&](const KeyTypeName& row) { return same_name(row.name, name); });
  if (found == kNames.end()) return std::nullopt;
  return found->type;
}

std::string_view to_string(KeyType type) {
  return std::ranges::find(kNames, type, &KeyTypeName::type)->name;
}

bool SymmetricKey::may_be_used_by(const base::IpAddress& address) const {
  const auto contains = [&](const base::AddressPrefix& prefix) { return prefix.contains(address); };
  return addresses.empty() || std::ranges::any_of(addresses, contains);
}

}  // namespace foliot::auth

#include "tools/keygen/keys.hpp"

#include <fmt/format.h>

namespace foliot::keygen {
namespace {

using auth::KeyType;

// No blank, quote, backslash, colon (chrony's prefixes) or character that starts a comment in any family.
constexpr std::string_view kAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz$&*+-./<=>?@^_~";
constexpr std::size_t kTextCharacters = 20;  // a longer secret would be taken for hexadecimal digits
constexpr std::size_t kMostBytes = 32;       // 64 digits: what classic ntp uses

std::size_t secret_bytes(KeyType type) {
  switch (type) {
    case KeyType::md5:
    case KeyType::aes128_cmac:
      return 16;
    case KeyType::sha1:
    case KeyType::ripemd160:
      return 20;
    case KeyType::sha224:
    case KeyType::sha3_224:
      return 28;
    default:
      return kMostBytes;
  }
}

std::string random_text(base::Rng& rng) {
  std::string text;
  // The remainder of 64 bits prefers some characters by 2^-57: nothing.
  while (text.size() < kTextCharacters) text += kAlphabet[rng.next_u64() % kAlphabet.size()];
  return text;
}

std::string random_hex(std::size_t bytes, base::Rng& rng) {
  std::string digits;
  while (digits.size() < 2 * bytes) digits += fmt::format("{:016x}", rng.next_u64());
  digits.resize(2 * bytes);
  return digits;
}

std::string_view name_of(KeyType type, Dialect dialect) {
  if (dialect == Dialect::classic) return auth::to_string(type);
  if (type == KeyType::aes128_cmac) return dialect == Dialect::ntpsec ? "AES-128" : "AES128";
  if (type == KeyType::aes256_cmac) return dialect == Dialect::ntpsec ? "AES-256" : "AES256";
  return auth::to_string(type);
}

}  // namespace

std::optional<Dialect> parse_dialect(std::string_view name) {
  if (name == "classic") return Dialect::classic;
  if (name == "ntpsec") return Dialect::ntpsec;
  if (name == "chrony") return Dialect::chrony;
  return std::nullopt;
}

std::vector<NewKey> make_keys(KeyType type, std::uint32_t first, int count, base::Rng& rng) {
  std::vector<NewKey> keys;
  keys.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    const bool is_hex = type != KeyType::md5;
    keys.push_back({.id = first + static_cast<std::uint32_t>(i),
                    .type = type,
                    .secret = is_hex ? random_hex(secret_bytes(type), rng) : random_text(rng),
                    .is_hex = is_hex});
  }
  return keys;
}

std::vector<NewKey> make_classic_keys(std::uint32_t first, base::Rng& rng) {
  constexpr int kOfEach = 10;
  std::vector<NewKey> keys = make_keys(KeyType::md5, first, kOfEach, rng);
  for (NewKey& key : make_keys(KeyType::sha1, first + kOfEach, kOfEach, rng)) keys.push_back(std::move(key));
  return keys;
}

std::string to_text(const std::vector<NewKey>& keys, Dialect dialect) {
  std::string text;
  for (const NewKey& key : keys) {
    const std::string_view name = name_of(key.type, dialect);
    const std::string_view prefix = dialect != Dialect::chrony ? "" : key.is_hex ? "HEX:" : "ASCII:";
    text += fmt::format("{:2} {} {}{}", key.id, name, prefix, key.secret);
    text += dialect == Dialect::classic ? fmt::format("  # {} key\n", name) : "\n";
  }
  return text;
}

}  // namespace foliot::keygen

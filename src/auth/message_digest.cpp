#include "auth/message_digest.hpp"

#include <nettle/cmac.h>
#include <nettle/memops.h>
#include <nettle/nettle-meta.h>

#include <algorithm>
#include <array>

#include "base/check.hpp"

namespace foliot::auth {
namespace {

constexpr std::size_t kMaxContextBytes = 512;     // the largest of Nettle's hashes takes less
constexpr std::size_t kMaxWholeDigestBytes = 64;  // SHA-512
constexpr std::size_t kCmacBytes = 16;

const nettle_hash& hash_of(KeyType type) {
  switch (type) {
    case KeyType::sha1:
      return nettle_sha1;
    case KeyType::ripemd160:
      return nettle_ripemd160;
    case KeyType::sha224:
      return nettle_sha224;
    case KeyType::sha256:
      return nettle_sha256;
    case KeyType::sha384:
      return nettle_sha384;
    case KeyType::sha512:
      return nettle_sha512;
    case KeyType::sha3_224:
      return nettle_sha3_224;
    case KeyType::sha3_256:
      return nettle_sha3_256;
    case KeyType::sha3_384:
      return nettle_sha3_384;
    case KeyType::sha3_512:
      return nettle_sha3_512;
    default:
      return nettle_md5;
  }
}

MessageDigest to_digest(std::span<const std::uint8_t> octets) {
  MessageDigest result;
  for (const std::uint8_t octet : octets) result.push_back(octet);
  return result;
}

MessageDigest keyed_hash(const SymmetricKey& key, std::span<const std::uint8_t> message) {
  const nettle_hash& hash = hash_of(key.type);
  base::check(hash.context_size <= kMaxContextBytes && hash.digest_size <= kMaxWholeDigestBytes);
  alignas(std::max_align_t) std::array<std::uint8_t, kMaxContextBytes> context{};
  hash.init(context.data());
  hash.update(context.data(), key.secret.size(), key.secret.data());
  hash.update(context.data(), message.size(), message.data());
  std::array<std::uint8_t, kMaxWholeDigestBytes> digest{};
  hash.digest(context.data(), hash.digest_size, digest.data());
  return to_digest(std::span(digest).first(hash.digest_size));
}

/// The secret, filled up with zeros or cut to what the cipher takes, as the field does.
template <std::size_t Size>
std::array<std::uint8_t, Size> cipher_key(const SymmetricKey& key) {
  std::array<std::uint8_t, Size> bytes{};
  std::copy_n(key.secret.begin(), std::min(Size, key.secret.size()), bytes.begin());
  return bytes;
}

MessageDigest cmac_aes128(const SymmetricKey& key, std::span<const std::uint8_t> message) {
  cmac_aes128_ctx context{};
  cmac_aes128_set_key(&context, cipher_key<16>(key).data());
  cmac_aes128_update(&context, message.size(), message.data());
  std::array<std::uint8_t, kCmacBytes> digest{};
  cmac_aes128_digest(&context, digest.size(), digest.data());
  return to_digest(digest);
}

MessageDigest cmac_aes256(const SymmetricKey& key, std::span<const std::uint8_t> message) {
  cmac_aes256_ctx context{};
  cmac_aes256_set_key(&context, cipher_key<32>(key).data());
  cmac_aes256_update(&context, message.size(), message.data());
  std::array<std::uint8_t, kCmacBytes> digest{};
  cmac_aes256_digest(&context, digest.size(), digest.data());
  return to_digest(digest);
}

MessageDigest whole_digest(const SymmetricKey& key, std::span<const std::uint8_t> message) {
  if (key.type == KeyType::aes128_cmac) return cmac_aes128(key, message);
  if (key.type == KeyType::aes256_cmac) return cmac_aes256(key, message);
  return keyed_hash(key, message);
}

}  // namespace

MessageDigest make_digest(const SymmetricKey& key, std::span<const std::uint8_t> message, std::size_t limit) {
  MessageDigest digest = whole_digest(key, message);
  digest.truncate(std::min(digest.size(), limit));
  return digest;
}

bool verifies(const SymmetricKey& key, std::span<const std::uint8_t> message, std::span<const std::uint8_t> digest) {
  const MessageDigest whole = whole_digest(key, message);
  const bool fits = digest.size() == whole.size() || digest.size() == std::min(whole.size(), kMaxDigestBytes);
  return fits && memeql_sec(digest.data(), whole.data(), digest.size()) != 0;
}

}  // namespace foliot::auth

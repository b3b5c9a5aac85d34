#include "auth/message_digest.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "support/hex.hpp"

namespace foliot::auth {
namespace {

using foliot::testing::from_hex;
using foliot::testing::to_hex;

SymmetricKey key_of(KeyType type, const std::vector<std::uint8_t>& secret) {
  SymmetricKey key;
  key.id = 1;
  key.type = type;
  for (const std::uint8_t octet : secret) key.secret.push_back(octet);
  return key;
}

struct DigestCase {
  KeyType type;
  std::string secret_hex;
  std::string message_hex;
  std::string digest_hex;
};

// Hashes: FIPS 180-4, FIPS 202 and RFC 1321 of "abc" (secret "a", message "bc"), cut to 20 octets.
// AES-CMAC: RFC 4493 section 4 and NIST SP 800-38B, examples 1, 2, 9 and 10.
TEST(MessageDigest, IsThatOfThePublishedExamples) {
  const std::string aes128 = "2b7e151628aed2a6abf7158809cf4f3c";
  const std::string aes256 = "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4";
  const std::string block = "6bc1bee22e409f96e93d7e117393172a";
  const DigestCase cases[] = {
      {KeyType::md5, "61", "6263", "900150983cd24fb0d6963f7d28e17f72"},
      {KeyType::sha1, "61", "6263", "a9993e364706816aba3e25717850c26c9cd0d89d"},
      {KeyType::ripemd160, "61", "6263", "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc"},
      {KeyType::sha224, "61", "6263", "23097d223405d8228642a477bda255b32aadbce4"},
      {KeyType::sha256, "61", "6263", "ba7816bf8f01cfea414140de5dae2223b00361a3"},
      {KeyType::sha384, "61", "6263", "cb00753f45a35e8bb5a03d699ac65007272c32ab"},
      {KeyType::sha512, "61", "6263", "ddaf35a193617abacc417349ae20413112e6fa4e"},
      {KeyType::sha3_224, "61", "6263", "e642824c3f8cf24ad09234ee7d3c766fc9a3a516"},
      {KeyType::sha3_256, "61", "6263", "3a985da74fe225b2045c172d6bd390bd855f086e"},
      {KeyType::sha3_384, "61", "6263", "ec01498288516fc926459f58e2c6ad8df9b473cb"},
      {KeyType::sha3_512, "61", "6263", "b751850b1a57168a5693cd924b6b096e08f62182"},
      {KeyType::aes128_cmac, aes128, "", "bb1d6929e95937287fa37d129b756746"},
      {KeyType::aes128_cmac, aes128, block, "070a16b46b4d4144f79bdd9dd04a287c"},
      {KeyType::aes256_cmac, aes256, "", "028962f61b7bf89efc6b551f4667d983"},
      {KeyType::aes256_cmac, aes256, block, "28a7023f452e8f82bd4bf28d8c37c35c"},
  };
  for (const DigestCase& c : cases) {
    const SymmetricKey key = key_of(c.type, from_hex(c.secret_hex));
    const auto message = from_hex(c.message_hex);
    const MessageDigest digest = make_digest(key, message);
    EXPECT_EQ(to_hex({digest.data(), digest.size()}), c.digest_hex) << to_string(c.type);
    EXPECT_TRUE(verifies(key, message, {digest.data(), digest.size()})) << to_string(c.type);
  }
}

TEST(MessageDigest, AnyChangedBitIsNoticed) {
  const SymmetricKey key = key_of(KeyType::sha1, from_hex("00112233"));
  const auto message = from_hex("0102030405060708");
  MessageDigest digest = make_digest(key, message);
  for (std::size_t bit = 0; bit < 8 * digest.size(); ++bit) {
    const auto flip = static_cast<std::uint8_t>(1U << bit % 8);
    digest[bit / 8] ^= flip;
    EXPECT_FALSE(verifies(key, message, {digest.data(), digest.size()})) << bit;
    digest[bit / 8] ^= flip;
  }
}

TEST(MessageDigest, OfAnotherLengthVerifiesNothing) {
  const SymmetricKey key = key_of(KeyType::md5, from_hex("aa"));
  const auto message = from_hex("0102");
  const MessageDigest digest = make_digest(key, message);
  EXPECT_FALSE(verifies(key, message, {}));
  EXPECT_FALSE(verifies(key, message, {digest.data(), 4}));
}

TEST(MessageDigest, IsCutOnlyWhereAsked) {
  const SymmetricKey key = key_of(KeyType::sha256, from_hex("61"));
  const auto message = from_hex("6263");
  const MessageDigest whole = make_digest(key, message, kMaxWholeDigestBytes);
  EXPECT_EQ(to_hex({whole.data(), whole.size()}), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    EXPECT_EQ(verifies(key, message, {whole.data(), size}), size == 20 || size == 32) << size;
  }
}

TEST(MessageDigest, AShortCipherKeyIsFilledUpWithZeros) {
  const auto message = from_hex("0102");
  const MessageDigest short_key = make_digest(key_of(KeyType::aes128_cmac, from_hex("aabb")), message);
  const MessageDigest full_key =
      make_digest(key_of(KeyType::aes128_cmac, from_hex("aabb0000000000000000000000000000")), message);
  EXPECT_EQ(to_hex({short_key.data(), short_key.size()}), to_hex({full_key.data(), full_key.size()}));
}

}  // namespace
}  // namespace foliot::auth

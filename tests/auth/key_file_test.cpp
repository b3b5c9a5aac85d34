#include "auth/key_file.hpp"

#include <gtest/gtest.h>

#include <string>

#include "support/hex.hpp"

namespace foliot::auth {
namespace {

struct KeyCase {
  std::string line;
  std::uint32_t id;
  KeyType type;
  std::string secret_hex;
};

TEST(KeyFile, ReadsTheFormatsOfClassicNtpsecAndChrony) {
  const KeyCase cases[] = {
      {"1 M secret", 1, KeyType::md5, "736563726574"},
      {"  2\tMD5\t 0123456789abcdefghij  # twenty characters", 2, KeyType::md5,
       "303132333435363738396162636465666768696a"},
      {"3 SHA1 0123456789abcdef0123456789abcdef01234567", 3, KeyType::sha1, "0123456789abcdef0123456789abcdef01234567"},
      {"4 sha 00112233445566778899AABBCCDDEEFF00112233", 4, KeyType::sha1, "00112233445566778899aabbccddeeff00112233"},
      {"5 AES128CMAC 000102030405060708090a0b0c0d0e0f", 5, KeyType::aes128_cmac, "000102030405060708090a0b0c0d0e0f"},
      {"6 AES HEX:000102030405060708090a0b0c0d0e0f", 6, KeyType::aes128_cmac, "000102030405060708090a0b0c0d0e0f"},
      {"7 AES-128-CMAC 000102030405060708090a0b0c0d0e0f", 7, KeyType::aes128_cmac, "000102030405060708090a0b0c0d0e0f"},
      {"8 ASCII:abc", 8, KeyType::md5, "616263"},
      {"9 HEX:00ff", 9, KeyType::md5, "00ff"},
      {"65535 SHA512 ASCII:a-secret-that-is-longer-than-twenty", 65535, KeyType::sha512,
       "612d7365637265742d746861742d69732d6c6f6e6765722d7468616e2d7477656e7479"},
      {"11 SHA3-256 HEX:0a", 11, KeyType::sha3_256, "0a"},
      {"12 RMD160 x", 12, KeyType::ripemd160, "78"},
      {"13 MD5 a#b", 13, KeyType::md5, "61"},
      {"14 SHA256 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdefffff", 14, KeyType::sha256,
       "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"},
  };
  for (const KeyCase& c : cases) {
    const KeyFile file = parse_key_file(c.line + "\r\n");
    ASSERT_EQ(file.keys.size(), 1U) << c.line;
    EXPECT_TRUE(file.findings.empty()) << c.line;
    const SymmetricKey& key = file.keys[0];
    EXPECT_EQ(key.id, c.id) << c.line;
    EXPECT_EQ(key.type, c.type) << c.line;
    EXPECT_EQ(foliot::testing::to_hex({key.secret.data(), key.secret.size()}), c.secret_hex) << c.line;
    EXPECT_TRUE(key.addresses.empty()) << c.line;
  }
}

TEST(KeyFile, CommentsAndEmptyLinesSayNothing) {
  const KeyFile file = parse_key_file("# ntpkey\n\n   \n! chrony\n; so\n% so\n  # so\n");
  EXPECT_TRUE(file.keys.empty());
  EXPECT_TRUE(file.findings.empty());
}

struct BadLine {
  std::string line;
  AuthError error;
  std::uint32_t id;
};

TEST(KeyFile, ABadLineIsReportedAndOnlyThatLineIsLost) {
  const BadLine cases[] = {
      {"x MD5 secret", AuthError::bad_key_id, 0},
      {"0 MD5 secret", AuthError::bad_key_id, 0},
      {"65536 MD5 secret", AuthError::bad_key_id, 0},
      {"-1 MD5 secret", AuthError::bad_key_id, 0},
      {"99999999999999999999 MD5 secret", AuthError::bad_key_id, 0},
      {"7", AuthError::missing_key_type, 7},
      {"7 DES secret", AuthError::unknown_key_type, 7},
      {"7 S secret", AuthError::unknown_key_type, 7},
      {"7 MD5", AuthError::missing_secret, 7},
      {"7 MD5 # comment", AuthError::missing_secret, 7},
      {"7 MD5 HEX:", AuthError::missing_secret, 7},
      {"7 MD5 HEX:abc", AuthError::bad_hex_digit, 7},
      {"7 SHA1 0123456789abcdef0123456789abcdef0123456g", AuthError::bad_hex_digit, 7},
      {"7 SHA1 HEX:" + std::string(130, 'a'), AuthError::bad_secret_size, 7},
      {"7 SHA1 ASCII:" + std::string(65, 'a'), AuthError::bad_secret_size, 7},
      {"7 MD5 secret 192.0.2.0/33", AuthError::bad_address, 7},
      {"7 MD5 secret host.example", AuthError::bad_address, 7},
  };
  for (const BadLine& c : cases) {
    const KeyFile file = parse_key_file("1 MD5 good\n" + c.line + "\n2 MD5 good");
    ASSERT_EQ(file.findings.size(), 1U) << c.line;
    EXPECT_EQ(file.findings[0], (KeyFileFinding{2, c.error, c.id})) << c.line;
    EXPECT_EQ(file.keys.size(), 2U) << c.line;
    EXPECT_FALSE(file.rejected()) << c.line;
  }
}

TEST(KeyFile, AfterTooManyBadLinesNothingIsTaken) {
  std::string text = "1 MD5 good\n";
  for (int i = 0; i < 16; ++i) text += "bad\n";
  const KeyFile file = parse_key_file(text);
  EXPECT_TRUE(file.rejected());
  EXPECT_TRUE(file.keys.empty());
  EXPECT_EQ(file.findings.back().error, AuthError::too_many_errors);
}

TEST(KeyFile, FifteenBadLinesAreBorne) {
  std::string text = "1 MD5 good\n";
  for (int i = 0; i < 15; ++i) text += "bad\n";
  const KeyFile file = parse_key_file(text);
  EXPECT_FALSE(file.rejected());
  EXPECT_EQ(file.keys.size(), 1U);
}

TEST(KeyFile, AKeyMayBeBoundToAddresses) {
  const KeyFile file = parse_key_file("1 SHA1 secret 192.0.2.1,198.51.100.0/24,2001:db8::/32");
  ASSERT_EQ(file.keys.size(), 1U);
  const SymmetricKey& key = file.keys[0];
  ASSERT_EQ(key.addresses.size(), 3U);
  EXPECT_TRUE(key.may_be_used_by(base::IpAddress::v4(192, 0, 2, 1)));
  EXPECT_TRUE(key.may_be_used_by(base::IpAddress::v4(198, 51, 100, 77)));
  EXPECT_TRUE(key.may_be_used_by(*base::IpAddress::parse("2001:db8:1::1")));
  EXPECT_FALSE(key.may_be_used_by(base::IpAddress::v4(192, 0, 2, 2)));
  EXPECT_FALSE(key.may_be_used_by(*base::IpAddress::parse("2001:db9::1")));
}

TEST(KeyFile, AKeyWithoutAddressesMayBeUsedByAnybody) {
  const KeyFile file = parse_key_file("1 SHA1 secret");
  EXPECT_TRUE(file.keys.at(0).may_be_used_by(base::IpAddress::v4(203, 0, 113, 1)));
}

}  // namespace
}  // namespace foliot::auth

#include "auth/symmetric_key.hpp"

#include <gtest/gtest.h>

namespace foliot::auth {
namespace {

TEST(KeyTypeName, IsReadInAnyCase) {
  EXPECT_EQ(parse_key_type("md5"), KeyType::md5);
  EXPECT_EQ(parse_key_type("m"), KeyType::md5);
  EXPECT_EQ(parse_key_type("Sha1"), KeyType::sha1);
  EXPECT_EQ(parse_key_type("aes-128-cmac"), KeyType::aes128_cmac);
  EXPECT_EQ(parse_key_type("AES256"), KeyType::aes256_cmac);
  EXPECT_EQ(parse_key_type(""), std::nullopt);
  EXPECT_EQ(parse_key_type("SHA11"), std::nullopt);
}

TEST(KeyTypeName, ThatIsPrintedIsReadBack) {
  for (int i = 0; i <= static_cast<int>(KeyType::aes256_cmac); ++i) {
    const auto type = static_cast<KeyType>(i);
    EXPECT_EQ(parse_key_type(to_string(type)), type) << to_string(type);
  }
}

}  // namespace
}  // namespace foliot::auth

#include "auth/digest.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "support/hex.hpp"

namespace foliot::auth {
namespace {

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

TEST(Md5, IsThatOfRfc1321) {
  EXPECT_EQ(foliot::testing::to_hex(md5(bytes_of(""))), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(foliot::testing::to_hex(md5(bytes_of("abc"))), "900150983cd24fb0d6963f7d28e17f72");
}

TEST(Sha1, IsThatOfRfc3174) {
  EXPECT_EQ(foliot::testing::to_hex(sha1(bytes_of("abc"))), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(foliot::testing::to_hex(sha1(bytes_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))),
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
}

}  // namespace
}  // namespace foliot::auth

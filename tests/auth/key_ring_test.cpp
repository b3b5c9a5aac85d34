#include "auth/key_ring.hpp"

#include <gtest/gtest.h>

#include "auth/key_file.hpp"

namespace foliot::auth {
namespace {

TEST(KeyRing, TrustsOnlyTheKeysInTheGivenRanges) {
  const KeyRange trusted[] = {{2, 2}, {10, 12}};
  const KeyRing ring(parse_key_file("1 MD5 a\n2 MD5 b\n10 MD5 c\n12 MD5 d\n13 MD5 e").keys, trusted);
  EXPECT_EQ(ring.size(), 5U);
  for (const std::uint32_t id : {2U, 10U, 12U}) EXPECT_NE(ring.find_trusted(id), nullptr) << id;
  for (const std::uint32_t id : {0U, 1U, 11U, 13U}) EXPECT_EQ(ring.find_trusted(id), nullptr) << id;
  EXPECT_NE(ring.find(13), nullptr);
  EXPECT_EQ(ring.find(11), nullptr);
}

TEST(KeyRing, OfTwoKeysWithOneIdTheLastCounts) {
  const KeyRange trusted[] = {{1, 1}};
  const KeyRing ring(parse_key_file("1 MD5 first\n1 SHA1 last").keys, trusted);
  EXPECT_EQ(ring.size(), 1U);
  ASSERT_NE(ring.find_trusted(1), nullptr);
  EXPECT_EQ(ring.find_trusted(1)->type, KeyType::sha1);
}

TEST(KeyRing, AnEmptyOneKnowsNothing) {
  EXPECT_EQ(KeyRing{}.find(1), nullptr);
}

}  // namespace
}  // namespace foliot::auth

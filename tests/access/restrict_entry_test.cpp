// Address numbers and masks: the arithmetic under the restrict list, over every prefix length.
#include "access/restrict_entry.hpp"

#include <gtest/gtest.h>

#include "access/restrict_support.hpp"

namespace foliot::access {
namespace {

using base::IpFamily;

TEST(AddressKey, IsTheAddressAsANumber) {
  EXPECT_EQ(key_of(ip("1.2.3.4")), (AddressKey{0x01020304'00000000U, 0}));
  EXPECT_EQ(key_of(ip("102:304:506:708:90a:b0c:d0e:f10")), (AddressKey{0x0102030405060708U, 0x090a0b0c0d0e0f10U}));
}

TEST(AddressKey, EveryPrefixLengthIsAPrefixAndOneWithAHoleIsNot) {
  for (const auto& [family, bits] : {std::pair{IpFamily::v4, 32U}, {IpFamily::v6, 128U}}) {
    for (unsigned length = 0; length <= bits; ++length) {
      const AddressKey mask = key_of(mask_of(family, length));
      EXPECT_TRUE(is_prefix(mask, family)) << length;
      for (unsigned hole = 0; hole + 1 < length; ++hole) {
        const AddressKey upto = key_of(mask_of(family, hole));
        const AddressKey beyond = key_of(mask_of(family, hole + 1));
        const AddressKey bit{upto.high ^ beyond.high, upto.low ^ beyond.low};
        EXPECT_FALSE(is_prefix({mask.high ^ bit.high, mask.low ^ bit.low}, family)) << length << ' ' << hole;
      }
    }
  }
}

TEST(RestrictKey, TheMoreSpecificIsGreater) {
  const RestrictEntry ascending[] = {
      entry("0.0.0.0/0", {}),        entry("0.0.0.0/0", {}, true), entry("10.0.0.0/8", {}), entry("10.0.0.0/9", {}),
      entry("10.0.0.0/9", {}, true), entry("10.0.0.0", {}),        entry("10.0.0.1", {}),
  };
  for (std::size_t i = 1; i < std::size(ascending); ++i) EXPECT_LT(key_of(ascending[i - 1]), key_of(ascending[i])) << i;
}

}  // namespace
}  // namespace foliot::access

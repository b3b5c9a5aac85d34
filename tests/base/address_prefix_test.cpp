#include "base/address_prefix.hpp"

#include <gtest/gtest.h>

#include <string>

namespace foliot::base {
namespace {

struct PrefixCase {
  std::string prefix;
  std::string address;
  bool contained;
};

TEST(AddressPrefix, ContainsTheAddressesThatStartWithItsBits) {
  const PrefixCase cases[] = {
      {"192.0.2.7", "192.0.2.7", true},
      {"192.0.2.7", "192.0.2.6", false},
      {"192.0.2.0/24", "192.0.2.255", true},
      {"192.0.2.0/24", "192.0.3.0", false},
      {"192.0.2.0/23", "192.0.3.9", true},
      {"10.0.0.0/9", "10.127.255.255", true},
      {"10.0.0.0/9", "10.128.0.0", false},
      {"0.0.0.0/0", "203.0.113.9", true},
      {"0.0.0.0/0", "2001:db8::1", false},
      {"2001:db8::/33", "2001:db8:7fff::1", true},
      {"2001:db8::/33", "2001:db8:8000::1", false},
      {"::/0", "2001:db8::1", true},
      {"fe80::1", "fe80::1%3", true},
  };
  for (const PrefixCase& c : cases) {
    const auto prefix = AddressPrefix::parse(c.prefix);
    const auto address = IpAddress::parse(c.address);
    ASSERT_TRUE(prefix && address) << c.prefix << ' ' << c.address;
    EXPECT_EQ(prefix->contains(*address), c.contained) << c.prefix << ' ' << c.address;
  }
}

TEST(AddressPrefix, EveryLengthCutsExactlyAtItsBit) {
  for (int length = 1; length <= 32; ++length) {
    const auto prefix = AddressPrefix::parse("170.85.170.85/" + std::to_string(length));
    ASSERT_TRUE(prefix);
    for (int bit = 0; bit < 32; ++bit) {
      std::uint32_t number = 0xaa55aa55U ^ (0x80000000U >> bit);
      const auto octet = [&](unsigned shift) { return static_cast<std::uint8_t>(number >> shift); };
      const IpAddress flipped = IpAddress::v4(octet(24), octet(16), octet(8), octet(0));
      EXPECT_EQ(prefix->contains(flipped), bit >= length) << "length " << length << " bit " << bit;
    }
  }
}

TEST(AddressPrefix, WhatIsNoPrefixIsRefused) {
  for (const char* text : {"", "/", "192.0.2.0/", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/8x", "::/129", "name/8"}) {
    EXPECT_FALSE(AddressPrefix::parse(text)) << text;
  }
}

TEST(AddressPrefix, PrintsWhatItParses) {
  for (const char* text : {"192.0.2.1", "192.0.2.0/24", "2001:db8::/32", "0.0.0.0/0"}) {
    EXPECT_EQ(AddressPrefix::parse(text)->to_string(), text);
  }
}

}  // namespace
}  // namespace foliot::base

// What may stand for a host, an interface, a path, a prefix or a mask.
#include "config/hosts.hpp"

#include <gtest/gtest.h>

#include <string>

namespace foliot::config {
namespace {

using base::IpAddress;
using base::IpFamily;

TEST(Hosts, AreNamesAndAddresses) {
  for (const std::string_view host :
       {"a", "0.uk.pool.ntp.org", "time.example.", "1pool.example", "under_score.example", "server", "x-1", "3com",
        "210.72.145.44", "127.127.1.0", "::", "::1", "2001:DB8::1", "fe80::1%2", "fe80::1%eth0", "::ffff:1.2.3.4"}) {
    EXPECT_TRUE(is_host(host)) << host;
  }
}

TEST(Hosts, AreNotMistypedAddresses) {
  for (const std::string_view host :
       {"210.72.145.444", "1.2.3", "1.2.3.4.5", "12", "a.example.5", "1.2.3.4.", "2001:db8", ":::", "fe80::1%",
        "fe80::1%a/b", "1.2.3.4%eth0", "01.2.3.4", "name%eth0"}) {
    EXPECT_FALSE(is_host(host)) << host;
  }
}

TEST(Hosts, AreNotOddStrings) {
  for (const std::string_view host :
       {"", ".", "..", ".a", "a..", "-4", "a b", "a,b", "a/b", "caf\xc3\xa9", "a\x01", "*", "$(x)"}) {
    EXPECT_FALSE(is_host(host)) << host;
  }
  EXPECT_TRUE(is_host(std::string(255, 'a')));
  EXPECT_FALSE(is_host(std::string(256, 'a')));
}

TEST(Hosts, ContradictAFamilyOnlyWhenNumeric) {
  EXPECT_FALSE(contradicts("1.2.3.4", std::nullopt));
  EXPECT_FALSE(contradicts("1.2.3.4", IpFamily::v4));
  EXPECT_TRUE(contradicts("1.2.3.4", IpFamily::v6));
  EXPECT_TRUE(contradicts("::1", IpFamily::v4));
  EXPECT_TRUE(contradicts("fe80::1%eth0", IpFamily::v4));
  EXPECT_FALSE(contradicts("fe80::1%eth0", IpFamily::v6));
  EXPECT_FALSE(contradicts("a.example", IpFamily::v6));
}

TEST(InterfaceNames, ArePrintableAndHaveNoSlash) {
  for (const std::string_view name : {"eth0", "all", "br-lan.12", "eth0:1", "1.2.3.4"}) {
    EXPECT_TRUE(is_interface_name(name)) << name;
  }
  for (const std::string_view name : {"", "a b", "a/b", "a\n", "\x80"}) EXPECT_FALSE(is_interface_name(name)) << name;
}

TEST(Paths, HaveNoControlCharacters) {
  using std::string_view_literals::operator""sv;
  EXPECT_TRUE(is_path("/var/lib/ntp/drift"));
  EXPECT_TRUE(is_path("/caf\xc3\xa9 au lait"));
  EXPECT_FALSE(is_path("/a\0b"sv));
  EXPECT_FALSE(is_path("/a\rb"));
  EXPECT_FALSE(is_path("/a\x7f"));
}

TEST(Prefixes, HaveALengthThatFitsTheFamily) {
  for (const std::string_view text : {"0.0.0.0/0", "10.0.0.0/8", "1.2.3.4/32", "::/0", "2001:db8::/128"}) {
    EXPECT_TRUE(parse_prefix(text).has_value()) << text;
  }
  for (const std::string_view text : {"10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/+8",
                                      "10.0.0.0/8/8", "10.0.0.0/0x8", "a.example/8", "/8", "10.0.0.0/0008"}) {
    EXPECT_FALSE(parse_prefix(text).has_value()) << text;
  }
  EXPECT_EQ(parse_prefix("10.0.0.0/8")->length, 8);
  EXPECT_EQ(parse_prefix("10.0.0.0/8")->address, IpAddress::v4(10, 0, 0, 0));
}

TEST(Masks, AreOnesThenZeros) {
  EXPECT_EQ(mask_of(IpFamily::v4, 0).to_string(), "0.0.0.0");
  EXPECT_EQ(mask_of(IpFamily::v4, 20).to_string(), "255.255.240.0");
  EXPECT_EQ(mask_of(IpFamily::v4, 32).to_string(), "255.255.255.255");
  EXPECT_EQ(mask_of(IpFamily::v6, 0).to_string(), "::");
  EXPECT_EQ(mask_of(IpFamily::v6, 33).to_string(), "ffff:ffff:8000::");
  EXPECT_EQ(mask_of(IpFamily::v6, 128).to_string(), "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
}

}  // namespace
}  // namespace foliot::config

// IpAddress: text in (RFC 4291), text out (RFC 5952), and what addresses are for.
#include "base/ip_address.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "base/rng.hpp"

namespace foliot::base {
namespace {

struct TextCase {
  std::string_view given;
  std::string_view printed;
};

class IpAddressText : public testing::TestWithParam<TextCase> {};

TEST_P(IpAddressText, ReadsAndPrintsTheCanonicalForm) {
  const auto address = IpAddress::parse(GetParam().given);
  ASSERT_TRUE(address.has_value()) << GetParam().given;
  EXPECT_EQ(address->to_string(), GetParam().printed);
  EXPECT_EQ(IpAddress::parse(address->to_string()), address);
}

INSTANTIATE_TEST_SUITE_P(V4, IpAddressText,
                         testing::Values(TextCase{"0.0.0.0", "0.0.0.0"}, TextCase{"192.0.2.1", "192.0.2.1"},
                                         TextCase{"255.255.255.255", "255.255.255.255"}));

// The examples of RFC 5952 sections 1, 2, 4 and 5.
INSTANTIATE_TEST_SUITE_P(
    Rfc5952, IpAddressText,
    testing::Values(
        TextCase{"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"}, TextCase{"2001:0db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
        TextCase{"2001:db8::1:0:0:1", "2001:db8::1:0:0:1"}, TextCase{"2001:db8::0:1:0:0:1", "2001:db8::1:0:0:1"},
        TextCase{"2001:0db8::1:0:0:1", "2001:db8::1:0:0:1"}, TextCase{"2001:db8:0:0:1::1", "2001:db8::1:0:0:1"},
        TextCase{"2001:DB8:0:0:1::1", "2001:db8::1:0:0:1"},
        TextCase{"2001:db8:aaaa:bbbb:cccc:dddd:eeee:0001", "2001:db8:aaaa:bbbb:cccc:dddd:eeee:1"},
        TextCase{"2001:db8:0:0:0:0:2:1", "2001:db8::2:1"}, TextCase{"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
        TextCase{"2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"}, TextCase{"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
        TextCase{"::ffff:192.0.2.1", "::ffff:192.0.2.1"}, TextCase{"0:0:0:0:0:ffff:192.0.2.1", "::ffff:192.0.2.1"}));

INSTANTIATE_TEST_SUITE_P(Edges, IpAddressText,
                         testing::Values(TextCase{"::", "::"}, TextCase{"::1", "::1"}, TextCase{"1::", "1::"},
                                         TextCase{"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
                                         TextCase{"::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"},
                                         TextCase{"1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"},
                                         TextCase{"64:ff9b::192.0.2.33", "64:ff9b::c000:221"},
                                         TextCase{"fe80::1%3", "fe80::1%3"}, TextCase{"fe80::1%0", "fe80::1"},
                                         TextCase{"::ffff:0:0", "::ffff:0.0.0.0"}));

class IpAddressRubbish : public testing::TestWithParam<std::string_view> {};

TEST_P(IpAddressRubbish, IsRefused) {
  EXPECT_FALSE(IpAddress::parse(GetParam()).has_value()) << GetParam();
}

INSTANTIATE_TEST_SUITE_P(V4, IpAddressRubbish,
                         testing::Values("", "1", "1.2.3", "1.2.3.4.5", "1.2.3.4.", ".1.2.3.4", "1..3.4", "256.1.1.1",
                                         "01.2.3.4", "1.2.3.0004", "+1.2.3.4", "-1.2.3.4", "1.2.3.4 ", " 1.2.3.4",
                                         "0x1.2.3.4", "1.2.3.4%1", "a.b.c.d", "1,2,3,4"));
INSTANTIATE_TEST_SUITE_P(V6, IpAddressRubbish,
                         testing::Values(":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3",
                                         "1:2:3:4::5:6:7:8", "::12345", "::g", ":1::", "1:", "1:2:3:4:5:6:7:", "::1:",
                                         "1.2.3.4::", "::1.2.3.4:5", "::1.2.3", "::1.2.3.4.5", "1:2:3:4:5:6:7:1.2.3.4",
                                         "::1%", "::1%eth0", "::1%-1", "::1%4294967296", "[::1]", "::+1", "::0x1"));

TEST(IpAddress, KnowsItsFamilyAndBytes) {
  const IpAddress four = IpAddress::v4(192, 0, 2, 7);
  EXPECT_EQ(four.family(), IpFamily::v4);
  ASSERT_EQ(four.bytes().size(), 4U);
  EXPECT_EQ(four.bytes()[3], 7);
  const IpAddress six = *IpAddress::parse("2001:db8::9");
  EXPECT_EQ(six.family(), IpFamily::v6);
  ASSERT_EQ(six.bytes().size(), 16U);
  EXPECT_EQ(six.bytes()[15], 9);
  EXPECT_EQ(IpAddress{}, IpAddress::v4(0, 0, 0, 0));
}

TEST(IpAddress, KnowsLoopbackUnspecifiedAndReferenceClocks) {
  const auto parsed = [](std::string_view text) { return *IpAddress::parse(text); };
  EXPECT_TRUE(parsed("127.0.0.1").is_loopback());
  EXPECT_TRUE(parsed("127.127.1.0").is_loopback());
  EXPECT_TRUE(parsed("::1").is_loopback());
  EXPECT_FALSE(parsed("128.0.0.1").is_loopback());
  EXPECT_FALSE(parsed("::2").is_loopback());
  EXPECT_FALSE(parsed("1::1").is_loopback());
  EXPECT_TRUE(parsed("0.0.0.0").is_unspecified());
  EXPECT_TRUE(parsed("::").is_unspecified());
  EXPECT_FALSE(parsed("::1").is_unspecified());
  EXPECT_TRUE(parsed("127.127.28.1").is_reference_clock());
  EXPECT_FALSE(parsed("127.0.28.1").is_reference_clock());
  EXPECT_FALSE(parsed("7f7f::").is_reference_clock());
}

TEST(IpAddress, TheScopeIsPartOfTheAddress) {
  EXPECT_NE(*IpAddress::parse("fe80::1%1"), *IpAddress::parse("fe80::1%2"));
  EXPECT_EQ(IpAddress::parse("fe80::1%7")->scope_id(), 7U);
}

TEST(IpAddress, AnyAddressSurvivesBeingPrintedAndRead) {
  SeededRng rng(4291);
  for (int round = 0; round < 5000; ++round) {
    std::array<std::uint8_t, 16> bytes{};
    const std::uint64_t zeros = rng.next_u64();  // about half of the groups are zero, so that gaps occur anywhere
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      if ((zeros >> (i / 2) & 1U) == 0) bytes[i] = static_cast<std::uint8_t>(rng.next_u64());
    }
    const IpAddress six = IpAddress::v6(bytes, static_cast<std::uint32_t>(round % 3));
    EXPECT_EQ(IpAddress::parse(six.to_string()), six) << six.to_string() << ", seed 4291";
    const IpAddress four = IpAddress::v4(bytes[0], bytes[1], bytes[2], bytes[3]);
    EXPECT_EQ(IpAddress::parse(four.to_string()), four) << four.to_string() << ", seed 4291";
  }
}

TEST(IpAddress, FamiliesNeverCompareEqual) {
  EXPECT_NE(*IpAddress::parse("0.0.0.0"), *IpAddress::parse("::"));
  EXPECT_NE(*IpAddress::parse("192.0.2.1"), *IpAddress::parse("::ffff:192.0.2.1"));
  EXPECT_NE(*IpAddress::parse("192.0.2.1"), *IpAddress::parse("c000:201::"));
}

TEST(SocketAddress, PutsBracketsAroundV6) {
  EXPECT_EQ((SocketAddress{*IpAddress::parse("192.0.2.1"), 123}.to_string()), "192.0.2.1:123");
  EXPECT_EQ((SocketAddress{*IpAddress::parse("2001:db8::1"), 4460}.to_string()), "[2001:db8::1]:4460");
}

TEST(SocketAddress, ComparesAddressAndPort) {
  const SocketAddress one{IpAddress::v4(192, 0, 2, 1), 123};
  EXPECT_EQ(one, (SocketAddress{IpAddress::v4(192, 0, 2, 1), 123}));
  EXPECT_NE(one, (SocketAddress{IpAddress::v4(192, 0, 2, 1), 124}));
  EXPECT_LT(one, (SocketAddress{IpAddress::v4(192, 0, 2, 2), 1}));
}

}  // namespace
}  // namespace foliot::base

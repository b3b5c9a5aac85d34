// Addresses to and from the system's form.
#include "platform/socket_address.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/un.h>

namespace foliot::platform {
namespace {

base::IpAddress ip(std::string_view text) {
  return base::IpAddress::parse(text).value();
}

TEST(SocketAddress, SurvivesTheWayThereAndBack) {
  for (const auto* text : {"192.0.2.1", "0.0.0.0", "2001:db8::7", "::", "fe80::1%3", "ff02::101%2"}) {
    const base::SocketAddress address{ip(text), 123};
    const NativeAddress native = to_native(address);
    EXPECT_EQ(from_native(native.get(), native.length), address) << text;
  }
}

TEST(SocketAddress, WritesPortsAndBytesInNetworkOrder) {
  const NativeAddress native = to_native({ip("1.2.3.4"), 0x1234});
  const auto* v4 = static_cast<const sockaddr_in*>(static_cast<const void*>(&native.storage));
  EXPECT_EQ(v4->sin_family, AF_INET);
  EXPECT_EQ(v4->sin_port, htons(0x1234));
  EXPECT_EQ(v4->sin_addr.s_addr, htonl(0x01020304));
  EXPECT_EQ(native.length, sizeof(sockaddr_in));
}

TEST(SocketAddress, ForgetsTheScopeOfGlobalAddresses) {
  NativeAddress native = to_native({ip("2001:db8::7"), 123});
  static_cast<sockaddr_in6*>(static_cast<void*>(&native.storage))->sin6_scope_id = 5;
  EXPECT_EQ(from_native(native.get(), native.length)->ip, ip("2001:db8::7"));
}

TEST(SocketAddress, RefusesShortAndForeignAddresses) {
  NativeAddress native = to_native({ip("1.2.3.4"), 1});
  EXPECT_FALSE(from_native(native.get(), sizeof(sockaddr_in) - 1).has_value());
  EXPECT_FALSE(from_native(native.get(), 0).has_value());
  EXPECT_FALSE(from_native(nullptr, sizeof(sockaddr_in)).has_value());
  native.storage.ss_family = AF_UNIX;
  EXPECT_FALSE(from_native(native.get(), native.length).has_value());
}

TEST(SocketAddress, KnowsSpecialAddresses) {
  EXPECT_TRUE(is_link_local_v6(ip("fe80::1")));
  EXPECT_TRUE(is_link_local_v6(ip("febf::1")));
  EXPECT_FALSE(is_link_local_v6(ip("fec0::1")));
  EXPECT_FALSE(is_link_local_v6(ip("169.254.0.1")));
  EXPECT_TRUE(is_multicast(ip("224.0.1.1")));
  EXPECT_TRUE(is_multicast(ip("ff05::101")));
  EXPECT_FALSE(is_multicast(ip("240.0.0.1")));
  EXPECT_FALSE(is_multicast(ip("fe80::1")));
  EXPECT_TRUE(any_address(base::IpFamily::v4).is_unspecified());
  EXPECT_TRUE(any_address(base::IpFamily::v6).is_unspecified());
}

}  // namespace
}  // namespace foliot::platform

// The machine's own addresses.
#include "platform/local_addresses.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace foliot::platform {
namespace {

TEST(LocalAddresses, ContainTheLoopbackInterface) {
  const auto addresses = list_local_addresses();
  ASSERT_TRUE(addresses.has_value());
  const auto loopback = std::ranges::find(*addresses, base::IpAddress::v4(127, 0, 0, 1), &LocalAddress::ip);
  ASSERT_NE(loopback, addresses->end());
  EXPECT_TRUE(loopback->is_loopback);
  EXPECT_TRUE(loopback->is_up);
  EXPECT_EQ(loopback->prefix_length, 8U);
  EXPECT_EQ(loopback->interface, "lo");
  EXPECT_NE(loopback->interface_index, 0U);
  EXPECT_FALSE(loopback->broadcast.has_value());
}

TEST(LocalAddresses, AreCompleteEntries) {
  const auto addresses = list_local_addresses();
  ASSERT_TRUE(addresses.has_value());
  for (const auto& each : *addresses) {
    EXPECT_FALSE(each.interface.empty());
    EXPECT_LE(each.prefix_length, each.ip.is_v4() ? 32U : 128U);
    EXPECT_FALSE(each.ip.is_unspecified());
  }
}

}  // namespace
}  // namespace foliot::platform

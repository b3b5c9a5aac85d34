#include "platform/network_watch.hpp"

#include <gtest/gtest.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

#include <cstring>
#include <vector>

namespace foliot::platform {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes message(int type, int index = 0, unsigned flags = 0) {
  ifinfomsg link{};
  link.ifi_index = index;
  link.ifi_flags = flags;
  nlmsghdr header{};
  header.nlmsg_len = sizeof header + sizeof link;
  header.nlmsg_type = static_cast<std::uint16_t>(type);
  Bytes bytes(header.nlmsg_len);
  std::memcpy(bytes.data(), &header, sizeof header);
  std::memcpy(bytes.data() + sizeof header, &link, sizeof link);
  return bytes;
}

NetworkChanges read(NetworkWatch& watch, const Bytes& bytes) {
  NetworkChanges changes;
  watch.read(bytes, changes);
  return changes;
}

TEST(NetworkWatch, HearsOfAddresses) {
  for (const int type : {RTM_NEWADDR, RTM_DELADDR}) {
    NetworkWatch watch;
    const auto changes = read(watch, message(type));
    EXPECT_TRUE(changes.addresses && !changes.links);
  }
}

TEST(NetworkWatch, HearsOfALinkOnlyWhenItsStateChanges) {
  NetworkWatch watch;
  EXPECT_TRUE(read(watch, message(RTM_NEWLINK, 2, IFF_UP | IFF_RUNNING)).links);
  EXPECT_FALSE(read(watch, message(RTM_NEWLINK, 2, IFF_UP | IFF_RUNNING | IFF_PROMISC)).links);
  EXPECT_TRUE(read(watch, message(RTM_NEWLINK, 2, IFF_UP)).links) << "unplugged";
  EXPECT_TRUE(read(watch, message(RTM_DELLINK, 2)).links);
}

TEST(NetworkWatch, ReadsSeveralMessagesAndSkipsWhatItDoesNotKnow) {
  NetworkWatch watch;
  Bytes bytes = message(RTM_NEWROUTE);
  for (const std::uint8_t byte : message(RTM_NEWADDR)) bytes.push_back(byte);
  EXPECT_TRUE(read(watch, bytes).addresses);
}

TEST(NetworkWatch, IsNotLedAstrayByLengthsThatLie) {
  for (const std::uint32_t length : {0U, 1U, 15U, 16U, 20U, 33U, 0xffffffffU}) {
    Bytes bytes = message(RTM_NEWLINK, 2, IFF_UP);
    std::memcpy(bytes.data(), &length, sizeof length);
    NetworkWatch watch;
    EXPECT_FALSE(read(watch, bytes).links) << length;
  }
  NetworkWatch watch;
  EXPECT_FALSE(read(watch, Bytes(7, 0xff)).addresses);
}

TEST(NetworkWatch, OpensWhereTheSystemTells) {
  NetworkWatch watch = NetworkWatch::open();
  EXPECT_GE(watch.fd(), 0);
  const auto changes = watch.take_changes();
  EXPECT_FALSE(changes.addresses && changes.links) << "nothing changed since it was opened";
  EXPECT_LT(NetworkWatch().fd(), 0);
}

}  // namespace
}  // namespace foliot::platform

// Packet steering on the loopback interface: which socket of a group gets what.
#include "platform/packet_steering.hpp"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <set>
#include <vector>

namespace foliot::platform {
namespace {

constexpr std::array<std::uint32_t, 4> kSecret{0x9e3779b9, 0x7f4a7c15, 0xbf58476d, 0x1ce4e5b9};
constexpr std::uint8_t kClient = 0x23;   // version 4, mode 3
constexpr std::uint8_t kControl = 0x16;  // version 2, mode 6

/// The control thread's socket and the workers', on one port.
struct Group {
  explicit Group(base::IpFamily family, std::size_t workers) {
    UdpOptions options{.family = family};
    members.push_back(UdpSocket::open(options).value());
    options.port = members.front().local_address()->port;
    options.reuse_port = true;
    EXPECT_TRUE(members.front().set_reuse_port(true));
    for (std::size_t i = 0; i < workers; ++i) members.push_back(UdpSocket::open(options).value());
    EXPECT_TRUE(steer(members.front(), {family, static_cast<std::uint32_t>(workers), kSecret}));
    port = options.port;
  }

  /// The number of the one that has something; nothing else may.
  std::optional<std::size_t> take() {
    std::optional<std::size_t> found;
    std::array<std::uint8_t, 64> buffer{};
    for (std::size_t i = 0; i < members.size(); ++i) {
      const auto datagram = members[i].receive(buffer);
      if (!datagram || !*datagram) continue;
      EXPECT_FALSE(found) << "two got it";
      found = i;
    }
    return found;
  }

  std::vector<UdpSocket> members;
  std::uint16_t port = 0;
};

/// Sends one octet (or none) from `source` and says who got it.
std::optional<std::size_t> deliver(Group& group, const base::IpAddress& source, const base::IpAddress& to,
                                   std::vector<std::uint8_t> bytes) {
  auto client = UdpSocket::open({.family = source.family(), .address = source}).value();
  EXPECT_TRUE(client.send(bytes, {.remote = base::SocketAddress{to, group.port}}));
  return group.take();
}

TEST(PacketSteering, GivesEachClientToOneWorkerAndWorkToAll) {
  Group group(base::IpFamily::v4, 3);
  const auto here = base::IpAddress::v4(127, 0, 0, 1);
  std::map<std::size_t, int> clients;
  for (std::uint8_t host = 1; host <= 60; ++host) {
    const auto source = base::IpAddress::v4(127, 0, 7, host);
    const auto first = deliver(group, source, here, {kClient});
    ASSERT_TRUE(first);
    EXPECT_EQ(deliver(group, source, here, {kClient}), first) << "from another port of " << source.to_string();
    ++clients[*first];
  }
  EXPECT_EQ(clients.count(0), 0U) << "the control thread gets none";
  EXPECT_EQ(clients.size(), 3U);
  for (const auto& [worker, count] : clients) EXPECT_GE(count, 5) << worker;
}

TEST(PacketSteering, LeavesEverythingElseToTheControlThread) {
  for (const auto& here : {base::IpAddress::parse("127.0.0.1").value(), base::IpAddress::parse("::1").value()}) {
    for (const std::size_t workers : {1U, 2U}) {
      Group group(here.family(), workers);
      for (std::uint8_t mode = 0; mode < 8; ++mode) {
        const auto receiver = deliver(group, here, here, {static_cast<std::uint8_t>(0x20 | mode)});
        ASSERT_TRUE(receiver) << here.to_string() << " mode " << int{mode};
        EXPECT_EQ(*receiver == 0, mode != 3) << here.to_string() << " mode " << int{mode};
      }
      EXPECT_EQ(deliver(group, here, here, {}), 0U) << "without content";
      EXPECT_EQ(deliver(group, here, here, {kControl, 2, 0, 1}), 0U);
    }
  }
}

TEST(PacketSteering, GivesAllToTheFirstWithoutWorkers) {
  Group group(base::IpFamily::v4, 2);
  ASSERT_TRUE(steer(group.members.front(), {base::IpFamily::v4, 0, kSecret}));
  const auto here = base::IpAddress::v4(127, 0, 0, 1);
  for (int i = 0; i < 8; ++i) EXPECT_EQ(deliver(group, here, here, {kClient}), 0U);
}

TEST(PacketSteering, FailsOnASocketThatSharesNothing) {
  const auto alone = UdpSocket::open({}).value();
  EXPECT_TRUE(heeds_options(alone));
  const auto done = steer(alone, {base::IpFamily::v4, 1, kSecret});
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().text().find("SO_ATTACH_REUSEPORT_CBPF"), std::string::npos);
}

TEST(PacketSteering, DrawsAnotherSecretEachTime) {
  std::set<std::array<std::uint32_t, 4>> secrets;
  for (int i = 0; i < 8; ++i) secrets.insert(steering_secret());
  EXPECT_EQ(secrets.size(), 8U);
}

}  // namespace
}  // namespace foliot::platform

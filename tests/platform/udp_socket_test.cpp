// UdpSocket on the loopback interface, with ports that the kernel picks.
#include "platform/udp_socket.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <vector>

#include "platform/machine_clock.hpp"
#include "platform/poller.hpp"

namespace foliot::platform {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr Interval kPatience = Interval::from_nanoseconds(5'000'000'000);

base::IpAddress ip(std::string_view text) {
  return base::IpAddress::parse(text).value();
}

UdpSocket open(const UdpOptions& options) {
  auto socket = UdpSocket::open(options);
  if (!socket) ADD_FAILURE() << socket.error().text();
  return std::move(*socket);
}

std::uint16_t port_of(const UdpSocket& socket) {
  return socket.local_address()->port;
}

UdpOptions client_of(base::IpFamily family, const base::SocketAddress& server) {
  return {.family = family, .connect = server};
}

/// Waits until `socket` is ready as `wanted` says, then gives that readiness.
Ready wait_for(const UdpSocket& socket, Interest wanted) {
  Poller poller;
  poller.add(socket.fd(), wanted);
  const auto ready = poller.wait(kPatience);
  return ready && !ready->empty() ? (*ready)[0] : Ready{};
}

struct Received {
  Datagram datagram;
  Bytes bytes;
};

Received receive(UdpSocket& socket, std::size_t room = 1500) {
  EXPECT_TRUE(wait_for(socket, {}).readable);
  Bytes buffer(room);
  const auto datagram = socket.receive(buffer);
  if (!datagram || !*datagram) {
    ADD_FAILURE() << "no datagram";
    return {};
  }
  return {**datagram, {(*datagram)->bytes.begin(), (*datagram)->bytes.end()}};
}

class UdpSocketTest : public ::testing::TestWithParam<base::IpFamily> {
 protected:
  [[nodiscard]] base::IpAddress loopback() const { return ip(GetParam() == base::IpFamily::v4 ? "127.0.0.1" : "::1"); }
  [[nodiscard]] UdpSocket server(TransmitStamps stamps = TransmitStamps::none) const {
    return open({.family = GetParam(), .packet_info = true, .transmit_stamps = stamps});
  }
  [[nodiscard]] UdpSocket client(const UdpSocket& server) const {
    return open(client_of(GetParam(), {loopback(), port_of(server)}));
  }
};

INSTANTIATE_TEST_SUITE_P(BothFamilies, UdpSocketTest, ::testing::Values(base::IpFamily::v4, base::IpFamily::v6),
                         [](const auto& tested) { return tested.param == base::IpFamily::v4 ? "IPv4" : "IPv6"; });

TEST_P(UdpSocketTest, CarriesADatagramWithItsAddresses) {
  UdpSocket listening = server();
  UdpSocket asking = client(listening);
  ASSERT_TRUE(asking.send(Bytes{1, 2, 3}).has_value());
  const Received request = receive(listening);
  EXPECT_EQ(request.bytes, (Bytes{1, 2, 3}));
  EXPECT_EQ(request.datagram.remote, (base::SocketAddress{loopback(), port_of(asking)}));
  EXPECT_EQ(request.datagram.local, loopback());
  EXPECT_EQ(request.datagram.destination, loopback());
  EXPECT_NE(request.datagram.interface_index, 0U);
  EXPECT_FALSE(request.datagram.truncated);
}

TEST_P(UdpSocketTest, RepliesReachAConnectedClient) {
  UdpSocket listening = server();
  UdpSocket asking = client(listening);
  ASSERT_TRUE(asking.send(Bytes{1}).has_value());
  const Datagram request = receive(listening).datagram;
  ASSERT_TRUE(listening.send(Bytes{9, 9}, {request.remote, request.local, request.interface_index, false}).has_value());
  EXPECT_EQ(receive(asking).bytes, (Bytes{9, 9}));
}

TEST_P(UdpSocketTest, GivesArrivalStampsOfTheMachinesClock) {
  UdpSocket listening = server();
  UdpSocket asking = client(listening);
  // The kernel turns stamping on lazily, in a thread of its own that may have to wait for a processor.
  const MonoTime limit = system_clock_reading().mono + Interval::from_seconds(10);
  std::optional<WallTime> stamp;
  while (!stamp && system_clock_reading().mono < limit) {
    ASSERT_TRUE(asking.send(Bytes{1}).has_value());
    stamp = receive(listening).datagram.kernel_stamp;
  }
  ASSERT_TRUE(stamp.has_value());
  EXPECT_LT((system_clock_reading().wall - *stamp).abs().seconds(), 1);
}

TEST_P(UdpSocketTest, GivesDepartureStampsWithWhatWasSent) {
  UdpSocket listening = server(TransmitStamps::every);
  UdpSocket other = server();
  const Bytes reply(48, 0x24);
  const WallTime before = system_clock_reading().wall;
  ASSERT_TRUE(listening.send(reply, {.remote = base::SocketAddress{loopback(), port_of(other)}}).has_value());
  ASSERT_TRUE(wait_for(listening, {.error_queue = true}).error_queue);
  Bytes buffer(1500);
  const auto stamp = listening.read_transmit_stamp(buffer);
  ASSERT_TRUE(stamp.has_value());
  ASSERT_TRUE(stamp->has_value());
  EXPECT_EQ(Bytes((*stamp)->payload.begin(), (*stamp)->payload.end()), reply);
  EXPECT_LT((*(*stamp)->time - before).abs().seconds(), 1);
  EXPECT_FALSE(listening.read_transmit_stamp(buffer)->has_value());
}

TEST_P(UdpSocketTest, GivesTheKernelsStampsWhereNoCardMakesAny) {
  UdpSocket listening = open(
      {.family = GetParam(), .packet_info = true, .transmit_stamps = TransmitStamps::on_request, .card_stamps = true});
  UdpSocket asking = client(listening);
  EXPECT_TRUE(listening.has_card_stamps());
  EXPECT_FALSE(asking.has_card_stamps());
  ASSERT_TRUE(asking.send(Bytes{1}).has_value());
  const Datagram request = receive(listening).datagram;
  EXPECT_FALSE(request.card_stamp.has_value());
  ASSERT_TRUE(listening.send(Bytes(48, 2), {.remote = request.remote, .stamp = true}).has_value());
  ASSERT_TRUE(wait_for(listening, {.error_queue = true}).error_queue);
  Bytes buffer(1500);
  const auto stamp = listening.read_transmit_stamp(buffer);
  ASSERT_TRUE(stamp && *stamp);
  EXPECT_TRUE((*stamp)->time.has_value());
  EXPECT_FALSE((*stamp)->card.has_value());
  EXPECT_EQ((*stamp)->payload.size(), 48U);
}

TEST_P(UdpSocketTest, StampsOnlyWhatItIsAskedTo) {
  UdpSocket listening = server(TransmitStamps::on_request);
  UdpSocket other = server();
  const base::SocketAddress to{loopback(), port_of(other)};
  ASSERT_TRUE(listening.send(Bytes{1}, {.remote = to}).has_value());
  ASSERT_TRUE(listening.send(Bytes{2}, {.remote = to, .stamp = true}).has_value());
  ASSERT_TRUE(wait_for(listening, {.error_queue = true}).error_queue);
  Bytes buffer(1500);
  const auto stamp = listening.read_transmit_stamp(buffer);
  ASSERT_TRUE(stamp && *stamp);
  EXPECT_EQ(Bytes((*stamp)->payload.begin(), (*stamp)->payload.end()), Bytes{2});
  EXPECT_FALSE(listening.read_transmit_stamp(buffer)->has_value());
}

TEST_P(UdpSocketTest, SaysWhenADatagramDidNotFit) {
  UdpSocket listening = server();
  UdpSocket asking = client(listening);
  ASSERT_TRUE(asking.send(Bytes(100, 5)).has_value());
  const Received request = receive(listening, 48);
  EXPECT_TRUE(request.datagram.truncated);
  EXPECT_EQ(request.bytes.size(), 48U);
}

TEST_P(UdpSocketTest, ReceivesAnEmptyDatagram) {
  UdpSocket listening = server();
  UdpSocket asking = client(listening);
  ASSERT_TRUE(asking.send({}).has_value());
  EXPECT_TRUE(receive(listening).bytes.empty());
}

TEST_P(UdpSocketTest, NeverWaitsForADatagram) {
  UdpSocket listening = server();
  Bytes buffer(100);
  const auto nothing = listening.receive(buffer);
  ASSERT_TRUE(nothing.has_value());
  EXPECT_FALSE(nothing->has_value());
}

TEST_P(UdpSocketTest, TellsAConnectedClientThatNobodyListens) {
  std::optional<UdpSocket> gone = server();
  UdpSocket asking = client(*gone);
  gone.reset();
  ASSERT_TRUE(asking.send(Bytes{1}).has_value());
  EXPECT_TRUE(wait_for(asking, {}).readable);
  Bytes buffer(100);
  const auto result = asking.receive(buffer);
  ASSERT_FALSE(result.has_value());
  EXPECT_TRUE(result.error().is_unreachable());
}

TEST_P(UdpSocketTest, SaysWhenThePortIsTaken) {
  const UdpSocket first = server();
  const auto second = UdpSocket::open({.family = GetParam(), .port = port_of(first)});
  ASSERT_FALSE(second.has_value());
  EXPECT_TRUE(second.error().is_address_in_use());
}

TEST_P(UdpSocketTest, SharesAPortBetweenWorkers) {
  const UdpSocket first = open({.family = GetParam(), .reuse_port = true});
  EXPECT_TRUE(UdpSocket::open({.family = GetParam(), .port = port_of(first), .reuse_port = true}).has_value());
}

TEST_P(UdpSocketTest, TakesTrafficClassAndHops) {
  EXPECT_TRUE(UdpSocket::open({.family = GetParam(), .broadcast = true, .dscp = 46, .multicast_hops = 3}).has_value());
}

TEST_P(UdpSocketTest, PicksAnotherPortForEachClient) {
  const UdpSocket first = open({.family = GetParam()});
  const UdpSocket second = open({.family = GetParam()});
  EXPECT_NE(port_of(first), 0);
  EXPECT_NE(port_of(first), port_of(second));
}

TEST(UdpSocket, AnswersFromTheAddressThatWasAsked) {
  UdpSocket listening = open({.packet_info = true});
  const base::SocketAddress asked{ip("127.0.0.77"), port_of(listening)};
  UdpSocket asking = open(client_of(base::IpFamily::v4, asked));
  ASSERT_TRUE(asking.send(Bytes{1}).has_value());
  const Datagram request = receive(listening).datagram;
  EXPECT_EQ(request.local, asked.ip);
  ASSERT_TRUE(listening.send(Bytes{2}, {.remote = request.remote, .local = request.local}).has_value());
  EXPECT_EQ(receive(asking).bytes, Bytes{2});  // a connected client hears no other address
}

TEST(UdpSocket, KeepsIPv4AwayFromAnIPv6Wildcard) {
  const UdpSocket six = open({.family = base::IpFamily::v6});
  EXPECT_TRUE(UdpSocket::open({.family = base::IpFamily::v4, .port = port_of(six)}).has_value());
}

TEST(UdpSocket, SaysWhichCallFailed) {
  const auto wrong_device = UdpSocket::open({.device = "no-such-device0"});
  ASSERT_FALSE(wrong_device.has_value());
  EXPECT_STREQ(wrong_device.error().call, "setsockopt SO_BINDTODEVICE");
  const auto wrong_address = UdpSocket::open({.address = ip("192.0.2.1")});
  ASSERT_FALSE(wrong_address.has_value());
  EXPECT_STREQ(wrong_address.error().call, "bind");
  EXPECT_FALSE(wrong_address.error().is_address_in_use());
}

constexpr int kSent = 4000;

/// So many of kSent datagrams are kept for a reader that comes late.
int kept_for_later(const UdpOptions& options) {
  UdpSocket late = open(options);
  UdpSocket sender = open(client_of(base::IpFamily::v4, {ip("127.0.0.1"), port_of(late)}));
  for (int i = 0; i < kSent; ++i) static_cast<void>(sender.send(Bytes(48)));
  Bytes buffer(100);
  int kept = 0;
  for (auto got = late.receive(buffer); got && *got; got = late.receive(buffer)) ++kept;
  return kept;
}

TEST(UdpSocket, KeepsMoreForALateReaderWhenAskedTo) {
  const int usual = kept_for_later({});
  EXPECT_GT(usual, 0);
  // Where all are kept anyway there is no more to keep.
  EXPECT_GE(kept_for_later({.receive_queue_octets = 1 << 20}), std::min(usual + usual / 2, kSent));
}

TEST(UdpSocket, NeverKeepsLessForALateReaderThanUsual) {
  EXPECT_GE(kept_for_later({.receive_queue_octets = 1}), kept_for_later({}));
}

TEST(UdpSocket, JoinsMulticastGroups) {
  UdpSocket socket = open({});
  EXPECT_TRUE(socket.join_group(ip("224.0.1.1"), 1).has_value());
  EXPECT_FALSE(socket.join_group(ip("192.0.2.1"), 1).has_value());
  EXPECT_FALSE(socket.join_group(ip("224.0.1.1"), 1).has_value()) << "it is joined already";
  socket.leave_group(ip("224.0.1.1"), 1);
  EXPECT_TRUE(socket.join_group(ip("224.0.1.1"), 1).has_value());
}

}  // namespace
}  // namespace foliot::platform

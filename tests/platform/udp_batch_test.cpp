// UdpBatch on the loopback interface.
#include "platform/udp_batch.hpp"

#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "platform/machine_clock.hpp"
#include "platform/poller.hpp"

namespace foliot::platform {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr Interval kPatience = Interval::from_nanoseconds(10'000'000'000);

void wait_for(const UdpSocket& socket) {
  Poller poller;
  poller.add(socket.fd());
  EXPECT_FALSE(poller.wait(kPatience)->empty());
}

UdpSocket open_server(const base::IpAddress& any) {
  return UdpSocket::open({.family = any.family(), .packet_info = true}).value();
}

UdpSocket open_client(const base::IpAddress& to, const UdpSocket& server) {
  const base::SocketAddress remote{to, server.local_address()->port};
  return UdpSocket::open({.family = to.family(), .connect = remote}).value();
}

Bytes receive(UdpSocket& client) {
  wait_for(client);
  std::array<std::uint8_t, 256> buffer{};
  const auto datagram = client.receive(buffer);
  if (!datagram || !*datagram) return {};
  return {(*datagram)->bytes.begin(), (*datagram)->bytes.end()};
}

TEST(UdpBatch, TakesAllThatWaitsAndAnswersEachFromTheAddressItAsked) {
  for (const char* text : {"127.0.0.9", "::1"}) {
    const auto asked = base::IpAddress::parse(text).value();
    auto server = open_server(asked);
    std::vector<UdpSocket> clients;
    for (std::uint8_t i = 0; i < 5; ++i) {
      clients.push_back(open_client(asked, server));  // connected: an answer from elsewhere would not arrive
      ASSERT_TRUE(clients.back().send(Bytes{i, i, i}));
    }
    wait_for(server);
    UdpBatch batch;
    ASSERT_EQ(batch.receive(server).value(), 5U) << text;
    std::vector<Bytes> replies(5);
    for (std::uint8_t i = 0; i < 5; ++i) {
      const auto datagram = batch.datagram(i);
      ASSERT_TRUE(datagram);
      EXPECT_EQ(datagram->remote, clients[i].local_address().value());
      EXPECT_EQ(datagram->local, asked);
      EXPECT_EQ(Bytes(datagram->bytes.begin(), datagram->bytes.end()), (Bytes{i, i, i}));
      replies[i] = {static_cast<std::uint8_t>(100 + i)};
      if (i != 3) batch.reply(i, replies[i], false);
    }
    EXPECT_EQ(batch.send(server), 4U);
    EXPECT_EQ(receive(clients[4]), Bytes{104});
    EXPECT_EQ(receive(clients[0]), Bytes{100});
    EXPECT_EQ(batch.receive(server).value(), 0U) << "nothing waits";
    EXPECT_EQ(batch.send(server), 0U) << "and nothing is sent twice";
  }
}

TEST(UdpBatch, TellsWhenEachCameByTheKernelsStamp) {
  auto server = open_server(base::IpAddress::v4(127, 0, 0, 1));
  auto client = open_client(base::IpAddress::v4(127, 0, 0, 1), server);
  UdpBatch batch;
  bool stamped = false;
  // The kernel begins to stamp a moment after it was first asked to, in a thread that may have to wait for a processor.
  const MonoTime limit = system_clock_reading().mono + Interval::from_seconds(10);
  while (!stamped && system_clock_reading().mono < limit) {
    ASSERT_TRUE(client.send(Bytes{1}));
    wait_for(server);
    ASSERT_EQ(batch.receive(server).value(), 1U);
    const auto stamp = batch.datagram(0)->kernel_stamp;
    stamped = stamp.has_value();
    if (!stamped) continue;
    EXPECT_LT((system_clock_reading().wall - *stamp).abs().seconds(), 1);
  }
  EXPECT_TRUE(stamped);
}

TEST(UdpBatch, TakesNoMoreThanItHoldsAndTheRestNextTime) {
  auto server = open_server(base::IpAddress::v4(127, 0, 0, 1));
  auto client = open_client(base::IpAddress::v4(127, 0, 0, 1), server);
  const std::size_t sent = UdpBatch::kMostDatagrams + 6;
  for (std::size_t i = 0; i < sent; ++i) ASSERT_TRUE(client.send(Bytes{static_cast<std::uint8_t>(i)}));
  wait_for(server);
  UdpBatch batch;
  EXPECT_EQ(batch.receive(server).value(), UdpBatch::kMostDatagrams);
  ASSERT_EQ(batch.receive(server).value(), 6U);
  EXPECT_EQ(batch.datagram(5)->bytes.front(), static_cast<std::uint8_t>(sent - 1));
}

TEST(UdpBatch, SaysWhatWasCutOff) {
  auto server = open_server(base::IpAddress::v4(127, 0, 0, 1));
  auto client = open_client(base::IpAddress::v4(127, 0, 0, 1), server);
  ASSERT_TRUE(client.send(Bytes(UdpBatch::kMostOctets + 1)));
  ASSERT_TRUE(client.send(Bytes(UdpBatch::kMostOctets)));
  ASSERT_TRUE(client.send(Bytes{}));
  wait_for(server);
  UdpBatch batch;
  ASSERT_EQ(batch.receive(server).value(), 3U);
  EXPECT_TRUE(batch.datagram(0)->truncated);
  EXPECT_EQ(batch.datagram(0)->bytes.size(), UdpBatch::kMostOctets);
  EXPECT_FALSE(batch.datagram(1)->truncated);
  EXPECT_TRUE(batch.datagram(2)->bytes.empty());
}

TEST(UdpBatch, LosesAReplyThatCannotBeSentAndNoOther) {
  auto server = open_server(base::IpAddress::v4(127, 0, 0, 1));
  auto client = open_client(base::IpAddress::v4(127, 0, 0, 1), server);
  for (std::uint8_t i = 0; i < 3; ++i) ASSERT_TRUE(client.send(Bytes{i}));
  wait_for(server);
  UdpBatch batch;
  ASSERT_EQ(batch.receive(server).value(), 3U);
  const Bytes good{7};
  const Bytes too_long(70'000);  // longer than any datagram
  for (std::size_t i = 0; i < 3; ++i) {
    ASSERT_TRUE(batch.datagram(i));
    batch.reply(i, i == 1 ? too_long : good, false);
  }
  EXPECT_EQ(batch.send(server), 2U);
  EXPECT_EQ(receive(client), good);
  EXPECT_EQ(receive(client), good);
}

TEST(UdpBatch, HasDeparturesStampedWhereThatIsAskedFor) {
  auto server = UdpSocket::open({.packet_info = true, .transmit_stamps = TransmitStamps::on_request}).value();
  auto client = open_client(base::IpAddress::v4(127, 0, 0, 1), server);
  for (std::uint8_t i = 0; i < 2; ++i) ASSERT_TRUE(client.send(Bytes{i}));
  wait_for(server);
  UdpBatch batch;
  ASSERT_EQ(batch.receive(server).value(), 2U);
  const std::array<Bytes, 2> replies{Bytes{10}, Bytes{11}};
  for (std::size_t i = 0; i < 2; ++i) {
    ASSERT_TRUE(batch.datagram(i));
    batch.reply(i, replies[i], i == 1);
  }
  ASSERT_EQ(batch.send(server), 2U);
  Poller poller;
  poller.add(server.fd(), {.readable = false, .error_queue = true});
  ASSERT_FALSE(poller.wait(kPatience)->empty());
  std::array<std::uint8_t, 512> buffer{};
  const auto stamp = server.read_transmit_stamp(buffer);
  ASSERT_TRUE(stamp && *stamp);
  EXPECT_EQ((*stamp)->payload.front(), 11);
  const auto second = server.read_transmit_stamp(buffer);
  EXPECT_TRUE(second && !*second);
}

}  // namespace
}  // namespace foliot::platform

// ntpq: the connection to a server, over loopback.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>

#include "platform/socket_address.hpp"
#include "tools/ntpq/look_up.hpp"
#include "tools/ntpq/udp_channel.hpp"

namespace foliot::ntpq {
namespace {

using Bytes = std::vector<std::uint8_t>;

/// A socket on a free port of 127.0.0.1.
class LoopbackServer {
 public:
  LoopbackServer() : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    platform::NativeAddress native = platform::to_native({.ip = base::IpAddress::v4(127, 0, 0, 1), .port = 0});
    EXPECT_EQ(::bind(socket_.get(), native.get(), native.length), 0);
    EXPECT_EQ(::getsockname(socket_.get(), native.get(), &native.length), 0);
    port_ = platform::from_native(native.get(), native.length)->port;
  }
  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// Takes one datagram (it is there: loopback delivers at once) and sends it back with `tail` behind it.
  void echo_with(std::uint8_t tail) {
    Bytes buffer(2048);
    platform::NativeAddress peer;
    const ssize_t size = ::recvfrom(socket_.get(), buffer.data(), buffer.size(), 0, peer.get(), &peer.length);
    ASSERT_GE(size, 0);
    buffer.resize(static_cast<std::size_t>(size));
    buffer.push_back(tail);
    ASSERT_EQ(::sendto(socket_.get(), buffer.data(), buffer.size(), 0, peer.get(), peer.length), size + 1);
  }
  void close() { socket_.reset(); }

 private:
  platform::Fd socket_;
  std::uint16_t port_ = 0;
};

TEST(UdpChannel, CarriesDatagramsBothWays) {
  LoopbackServer server;
  const Interrupts interrupts;
  UdpChannel channel(server.port(), interrupts);
  ASSERT_TRUE(channel.open("127.0.0.1", FamilyChoice::any));
  ASSERT_TRUE(channel.send(Bytes{1, 2, 3}));
  server.echo_with(4);
  const auto answer = channel.receive(2000);
  ASSERT_TRUE(answer);
  EXPECT_EQ(*answer, (Bytes{1, 2, 3, 4}));
}

TEST(UdpChannel, TellsSilenceFromRefusal) {
  LoopbackServer server;
  const Interrupts interrupts;
  UdpChannel channel(server.port(), interrupts);
  ASSERT_TRUE(channel.open("127.0.0.1", FamilyChoice::v4));
  EXPECT_EQ(channel.receive(0).error(), ChannelError::timed_out);
  server.close();
  ASSERT_TRUE(channel.send(Bytes{1}));
  EXPECT_EQ(channel.receive(2000).error(), ChannelError::failed);
  EXPECT_EQ(channel.reason(), "read: Connection refused");
}

TEST(UdpChannel, IsNotHeldUpByAnOldRefusal) {
  LoopbackServer server;
  const Interrupts interrupts;
  UdpChannel channel(server.port(), interrupts);
  ASSERT_TRUE(channel.open("127.0.0.1", FamilyChoice::v4));
  server.close();
  ASSERT_TRUE(channel.send(Bytes{1}));
  EXPECT_TRUE(channel.send(Bytes{2})) << "the refusal of the first does not fail the second";
}

TEST(UdpChannel, KnowsNoHostWithoutAnAddress) {
  const Interrupts interrupts;
  UdpChannel channel(123, interrupts);
  EXPECT_EQ(channel.open("127.0.0.1", FamilyChoice::v6).error(), ChannelError::unknown_host);
  EXPECT_EQ(channel.open("256.1.1.1.", FamilyChoice::v4).error(), ChannelError::unknown_host);
}

TEST(LookUp, TakesAddressesOfBothFamilies) {
  const auto v4 = look_up("192.0.2.1", FamilyChoice::any, 123);
  ASSERT_EQ(v4.size(), 1U);
  EXPECT_EQ(v4[0].to_string(), "192.0.2.1:123");
  const auto v6 = look_up("2001:db8::1", FamilyChoice::v6, 7);
  ASSERT_EQ(v6.size(), 1U);
  EXPECT_EQ(v6[0].to_string(), "[2001:db8::1]:7");
}

TEST(UdpChannel, StopsWaitingAtCtrlC) {
  LoopbackServer server;
  Interrupts interrupts;
  UdpChannel channel(server.port(), interrupts);
  ASSERT_TRUE(channel.open("127.0.0.1", FamilyChoice::v4));
  interrupts.hold();
  EXPECT_FALSE(interrupts.take());
  ASSERT_EQ(::raise(SIGINT), 0);
  EXPECT_EQ(channel.receive(60'000).error(), ChannelError::interrupted);
  EXPECT_TRUE(interrupts.take());
  EXPECT_EQ(channel.receive(1).error(), ChannelError::timed_out);
  interrupts.release();
  EXPECT_EQ(interrupts.fd(), -1);
}

}  // namespace
}  // namespace foliot::ntpq

// Control messages, built by hand and read back.
#include "platform/control_message.hpp"

#include <gtest/gtest.h>
#include <linux/errqueue.h>
#include <linux/net_tstamp.h>
#include <netinet/in.h>

#include <cstring>
#include <ctime>
#include <limits>

namespace foliot::platform {
namespace {

base::IpAddress ip(std::string_view text) {
  return base::IpAddress::parse(text).value();
}

/// A received message with one control message of `size` bytes of `value`.
template <class T>
ControlInfo read_one(int level, int type, const T& value, std::size_t size = sizeof(T)) {
  ControlBuffer buffer;
  msghdr message{};
  message.msg_control = buffer.bytes.data();
  message.msg_controllen = CMSG_SPACE(size);
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = level;
  header->cmsg_type = type;
  header->cmsg_len = CMSG_LEN(size);
  std::memcpy(CMSG_DATA(header), &value, size);
  return read_control(message);
}

TEST(ControlMessage, ReadsTheSoftwareStamp) {
  const std::array<timespec, 3> stamps{timespec{1'800'000'000, 123}, {}, {}};
  const ControlInfo info = read_one(SOL_SOCKET, SO_TIMESTAMPING, stamps);
  ASSERT_TRUE(info.stamp.has_value());
  EXPECT_EQ(info.stamp->nanoseconds(), 1'800'000'000'000'000'123);
}

/// A received message with several control messages.
class Messages {
 public:
  template <class T>
  Messages& add(int level, int type, const T& value) {
    cmsghdr header{};
    header.cmsg_level = level;
    header.cmsg_type = type;
    header.cmsg_len = CMSG_LEN(sizeof value);
    std::memcpy(buffer_.bytes.data() + size_, &header, sizeof header);
    std::memcpy(buffer_.bytes.data() + size_ + CMSG_LEN(0), &value, sizeof value);
    size_ += CMSG_SPACE(sizeof value);
    return *this;
  }
  [[nodiscard]] ControlInfo read() {
    msghdr message{};
    message.msg_control = buffer_.bytes.data();
    message.msg_controllen = size_;
    return read_control(message);
  }

 private:
  ControlBuffer buffer_;
  std::size_t size_ = 0;
};

constexpr std::array<timespec, 3> kBothStamps{timespec{1'800'000'000, 123}, {}, {55, 7}};

TEST(ControlMessage, ReadsTheCardsStampBesideTheKernels) {
  const ControlInfo info = Messages()
                               .add(SOL_SOCKET, SCM_TIMESTAMPING, kBothStamps)
                               .add(SOL_SOCKET, SCM_TIMESTAMPING_PKTINFO, scm_ts_pktinfo{6, 90, {}})
                               .read();
  EXPECT_EQ(info.stamp, WallTime::from_nanoseconds(1'800'000'000'000'000'123));
  ASSERT_TRUE(info.card.has_value());
  EXPECT_EQ(info.card->time.nanoseconds(), 55'000'000'007);
  EXPECT_EQ(info.card->interface_index, 6U);
  EXPECT_EQ(info.card->frame_octets, 90U);
}

TEST(ControlMessage, TakesTheInterfaceOfTheDatagramWhereTheCardDoesNotSayItsOwn) {
  in_pktinfo packet{};
  packet.ipi_ifindex = 4;
  const std::array<timespec, 3> card_only{timespec{}, {}, {55, 7}};
  for (const bool says_nothing : {true, false}) {
    Messages messages;
    messages.add(SOL_SOCKET, SCM_TIMESTAMPING, card_only).add(IPPROTO_IP, IP_PKTINFO, packet);
    if (says_nothing) messages.add(SOL_SOCKET, SCM_TIMESTAMPING_PKTINFO, scm_ts_pktinfo{});
    const ControlInfo info = messages.read();
    EXPECT_FALSE(info.stamp.has_value());
    ASSERT_TRUE(info.card.has_value());
    EXPECT_EQ(info.card->interface_index, 4U);
    EXPECT_EQ(info.card->frame_octets, 0U);
  }
}

TEST(ControlMessage, KnowsNoCardWithoutAStampOfOne) {
  const std::array<timespec, 3> kernel_only{timespec{1, 2}, {}, {}};
  const ControlInfo info = Messages()
                               .add(SOL_SOCKET, SCM_TIMESTAMPING, kernel_only)
                               .add(SOL_SOCKET, SCM_TIMESTAMPING_PKTINFO, scm_ts_pktinfo{6, 90, {}})
                               .read();
  EXPECT_FALSE(info.card.has_value());
}

TEST(ControlMessage, AsksForTheCardsStampOfADeparture) {
  for (const bool card : {false, true}) {
    msghdr message{};
    ControlBuffer buffer;
    write_control(message, buffer, {.local = {}, .stamp = true, .card_stamp = card});
    const cmsghdr* header = CMSG_FIRSTHDR(&message);
    std::uint32_t flags = 0;
    std::memcpy(&flags, CMSG_DATA(header), sizeof flags);
    EXPECT_NE(flags & SOF_TIMESTAMPING_TX_SOFTWARE, 0U);
    EXPECT_EQ((flags & SOF_TIMESTAMPING_TX_HARDWARE) != 0, card);
  }
}

TEST(ControlMessage, TakesAZeroStampForNone) {
  EXPECT_FALSE(read_one(SOL_SOCKET, SO_TIMESTAMPING, std::array<timespec, 3>{}).stamp.has_value());
}

TEST(ControlMessage, TakesStampsThatNoClockHas) {
  constexpr auto kMost = std::numeric_limits<std::time_t>::max();
  const std::array<timespec, 3> stamps{timespec{kMost, 999'999'999}, {}, {-kMost, 0}};
  const ControlInfo info = read_one(SOL_SOCKET, SO_TIMESTAMPING, stamps);
  EXPECT_EQ(info.stamp, WallTime::from_seconds(kMost, 0));
  ASSERT_TRUE(info.card);
  EXPECT_EQ(info.card->time, clock::PhcTime::from_seconds(-kMost, 0));
}

TEST(ControlMessage, ReadsThePlainNanosecondStamp) {
  EXPECT_EQ(read_one(SOL_SOCKET, SO_TIMESTAMPNS, timespec{5, 7}).stamp, WallTime::from_nanoseconds(5'000'000'007));
}

TEST(ControlMessage, TellsTheAddressAskedFromTheOneToAnswerFrom) {
  in_pktinfo packet{};
  packet.ipi_ifindex = 4;
  packet.ipi_spec_dst.s_addr = htonl(0xc0000201);
  packet.ipi_addr.s_addr = htonl(0xc00002ff);
  const ControlInfo info = read_one(IPPROTO_IP, IP_PKTINFO, packet);
  EXPECT_EQ(info.local, ip("192.0.2.1"));
  EXPECT_EQ(info.destination, ip("192.0.2.255"));
  EXPECT_EQ(info.interface_index, 4U);
}

TEST(ControlMessage, DoesNotAnswerFromAMulticastGroup) {
  in6_pktinfo packet{};
  packet.ipi6_ifindex = 2;
  packet.ipi6_addr.s6_addr[0] = 0xff;
  packet.ipi6_addr.s6_addr[1] = 0x02;
  const ControlInfo info = read_one(IPPROTO_IPV6, IPV6_PKTINFO, packet);
  EXPECT_FALSE(info.local.has_value());
  EXPECT_EQ(info.destination, ip("ff02::"));
}

TEST(ControlMessage, KeepsTheScopeOfALinkLocalAddress) {
  in6_pktinfo packet{};
  packet.ipi6_ifindex = 3;
  packet.ipi6_addr.s6_addr[0] = 0xfe;
  packet.ipi6_addr.s6_addr[1] = 0x80;
  EXPECT_EQ(read_one(IPPROTO_IPV6, IPV6_PKTINFO, packet).local, ip("fe80::%3"));
}

TEST(ControlMessage, TellsTransmitStampsFromNetworkErrors) {
  sock_extended_err error{};
  error.ee_origin = SO_EE_ORIGIN_TIMESTAMPING;
  EXPECT_TRUE(read_one(IPPROTO_IP, IP_RECVERR, error).is_transmit_stamp);
  EXPECT_TRUE(read_one(IPPROTO_IPV6, IPV6_RECVERR, error).is_transmit_stamp);
  error.ee_origin = SO_EE_ORIGIN_ICMP;
  EXPECT_FALSE(read_one(IPPROTO_IP, IP_RECVERR, error).is_transmit_stamp);
}

TEST(ControlMessage, IgnoresMessagesThatAreTooShort) {
  EXPECT_FALSE(read_one(SOL_SOCKET, SO_TIMESTAMPING, timespec{5, 7}).stamp.has_value());
  EXPECT_FALSE(read_one(IPPROTO_IP, IP_PKTINFO, in_pktinfo{}, 4).local.has_value());
}

TEST(ControlMessage, AsksForNothingWithoutAControlMessage) {
  msghdr message{};
  ControlBuffer buffer;
  write_control(message, buffer, {});
  EXPECT_EQ(message.msg_control, nullptr);
  EXPECT_EQ(message.msg_controllen, 0U);
}

TEST(ControlMessage, ReadsBackTheSourceItWrote) {
  for (const auto* text : {"192.0.2.1", "2001:db8::1"}) {
    msghdr message{};
    ControlBuffer buffer;
    write_control(message, buffer, {ip(text), 0, true});
    const ControlInfo info = read_control(message);
    EXPECT_EQ(info.local, ip(text)) << text;
    EXPECT_LE(message.msg_controllen, buffer.bytes.size());
  }
}

TEST(ControlMessage, SendsNothingOfWhatTheBufferHeldBefore) {
  for (const auto* text : {"192.0.2.1", "2001:db8::1"}) {
    std::array<ControlBuffer, 2> buffers;
    buffers[0].bytes.fill(std::byte{0xa5});
    buffers[1].bytes.fill(std::byte{0x5a});
    std::array<msghdr, 2> messages{};
    for (std::size_t i = 0; i < 2; ++i) write_control(messages[i], buffers[i], {ip(text), 3, true});
    const std::size_t length = messages[0].msg_controllen;
    ASSERT_EQ(length, messages[1].msg_controllen);
    EXPECT_EQ(std::memcmp(buffers[0].bytes.data(), buffers[1].bytes.data(), length), 0) << text;
  }
}

}  // namespace
}  // namespace foliot::platform

// Finding the UDP payload of a looped frame behind any link header.
#include "platform/looped_frame.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace foliot::platform {
namespace {

using Bytes = std::vector<std::uint8_t>;

void put_be16(Bytes& bytes, std::size_t at, std::size_t value) {
  bytes[at] = static_cast<std::uint8_t>(value >> 8U);
  bytes[at + 1] = static_cast<std::uint8_t>(value);
}

Bytes udp(const Bytes& payload) {
  Bytes bytes(8);
  put_be16(bytes, 4, 8 + payload.size());
  bytes.insert(bytes.end(), payload.begin(), payload.end());
  return bytes;
}

Bytes v4(const Bytes& payload, std::size_t options = 0) {
  Bytes bytes(20 + options);
  const Bytes inner = udp(payload);
  bytes[0] = static_cast<std::uint8_t>(0x45 + options / 4);
  bytes[9] = 17;
  put_be16(bytes, 2, bytes.size() + inner.size());
  bytes.insert(bytes.end(), inner.begin(), inner.end());
  return bytes;
}

Bytes v6(const Bytes& payload) {
  Bytes bytes(40);
  const Bytes inner = udp(payload);
  bytes[0] = 0x60;
  bytes[6] = 17;
  put_be16(bytes, 4, inner.size());
  bytes.insert(bytes.end(), inner.begin(), inner.end());
  return bytes;
}

Bytes behind_link(std::size_t link, const Bytes& packet) {
  Bytes bytes(link, 0xab);
  bytes.insert(bytes.end(), packet.begin(), packet.end());
  return bytes;
}

Bytes found(const Bytes& frame) {
  const auto payload = udp_payload_of(frame);
  return {payload.begin(), payload.end()};
}

TEST(LoopedFrame, FindsThePayloadBehindEveryLinkHeader) {
  const Bytes payload(48, 0x23);
  for (const std::size_t link : {0UL, 14UL, 18UL, 22UL, 64UL}) {
    EXPECT_EQ(found(behind_link(link, v4(payload))), payload) << link;
    EXPECT_EQ(found(behind_link(link, v4(payload, 8))), payload) << link;
    EXPECT_EQ(found(behind_link(link, v6(payload))), payload) << link;
  }
}

TEST(LoopedFrame, FindsNothingInWhatIsNoWholeDatagram) {
  const Bytes payload(48, 0x23);
  Bytes tcp = v4(payload);
  tcp[9] = 6;
  EXPECT_TRUE(found(tcp).empty());
  Bytes longer = v4(payload);
  longer.push_back(0);
  EXPECT_TRUE(found(longer).empty());
  Bytes shorter = v6(payload);
  shorter.pop_back();
  EXPECT_TRUE(found(shorter).empty());
  EXPECT_TRUE(found({}).empty());
  EXPECT_TRUE(found(Bytes(200, 0x45)).empty());
}

TEST(LoopedFrame, StaysWithinEveryPrefixOfAFrame) {
  const Bytes frame = behind_link(14, v4(Bytes(48, 1), 40));
  for (std::size_t size = 0; size < frame.size(); ++size) {
    EXPECT_TRUE(found(Bytes(frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(size))).empty()) << size;
  }
}

}  // namespace
}  // namespace foliot::platform

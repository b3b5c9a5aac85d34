// Finding the IP header in a frame with an unknown link header.
#include "platform/looped_frame.hpp"

#include <cstddef>

namespace foliot::platform {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t kLongestLinkHeader = 64;
constexpr std::size_t kUdpHeader = 8;
constexpr std::size_t kV4Header = 20;
constexpr std::size_t kV6Header = 40;
constexpr std::uint8_t kUdp = 17;

std::size_t be16(Bytes bytes, std::size_t at) {
  return static_cast<std::size_t>(bytes[at]) << 8U | bytes[at + 1];
}

/// Where the UDP header starts in `packet`, when it is an IPv4 packet of exactly this length; else 0.
std::size_t v4_udp_start(Bytes packet) {
  if (packet.size() < kV4Header + kUdpHeader || packet[0] >> 4U != 4 || packet[9] != kUdp) return 0;
  const std::size_t header = static_cast<std::size_t>(packet[0] & 0xfU) * 4;
  return header >= kV4Header && be16(packet, 2) == packet.size() ? header : 0;
}

std::size_t v6_udp_start(Bytes packet) {
  if (packet.size() < kV6Header + kUdpHeader || packet[0] >> 4U != 6 || packet[6] != kUdp) return 0;
  return be16(packet, 4) == packet.size() - kV6Header ? kV6Header : 0;
}

}  // namespace

Bytes udp_payload_of(Bytes frame) {
  for (std::size_t link = 0; link <= kLongestLinkHeader && link < frame.size(); ++link) {
    const Bytes packet = frame.subspan(link);
    const std::size_t v4 = v4_udp_start(packet);
    const std::size_t udp = v4 != 0 ? v4 : v6_udp_start(packet);
    if (udp == 0 || packet.size() < udp + kUdpHeader) continue;
    if (be16(packet, udp + 4) == packet.size() - udp) return packet.subspan(udp + kUdpHeader);
  }
  return {};
}

}  // namespace foliot::platform

// Ethernet frames with one UDP datagram, as they are on the wire, and back. The sums are made by other means than in
// the code under test.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/ip_address.hpp"

namespace foliot::test {

using Frame = std::vector<std::uint8_t>;

struct VlanTag {
  std::uint16_t protocol = 0x8100;
  std::uint16_t tci = 0;
};

struct FrameOptions {
  std::array<std::uint8_t, 6> source_mac{0x02, 0, 0, 0, 0, 0x0c};
  std::array<std::uint8_t, 6> target_mac{0x02, 0, 0, 0, 0, 0x05};
  base::SocketAddress from{base::IpAddress::v4(192, 0, 2, 9), 40123};
  base::SocketAddress to{base::IpAddress::v4(192, 0, 2, 1), 123};
  std::vector<VlanTag> tags;
  std::uint8_t protocol = 17;
  std::uint16_t fragment = 0x4000;  ///< flags and offset
  std::vector<std::uint8_t> ip_options;
  std::vector<std::uint8_t> extension;  ///< IPv6: a header between, whose first octet says UDP
  std::uint8_t ttl = 57;
  bool with_checksum = true;
};

inline void put16(Frame& frame, unsigned value) {
  frame.push_back(static_cast<std::uint8_t>(value >> 8U));
  frame.push_back(static_cast<std::uint8_t>(value));
}

inline void put(Frame& frame, std::span<const std::uint8_t> octets) {
  frame.insert(frame.end(), octets.begin(), octets.end());
}

/// RFC 1071: the sum, folded, of octets that begin at an even place.
inline std::uint16_t internet_sum(std::span<const std::uint8_t> octets, std::uint32_t sum = 0) {
  for (std::size_t i = 0; i < octets.size(); ++i) sum += i % 2 == 0 ? octets[i] * 256U : octets[i];
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(sum);
}

/// Of the UDP datagram with its pseudo header; 0xffff when its checksum is right.
inline std::uint16_t udp_sum(const base::IpAddress& from, const base::IpAddress& to,
                             std::span<const std::uint8_t> datagram) {
  Frame pseudo;
  put(pseudo, from.bytes());
  put(pseudo, to.bytes());
  put16(pseudo, 0);
  put16(pseudo, static_cast<unsigned>(datagram.size()));
  put16(pseudo, 17);
  put(pseudo, datagram);
  return internet_sum(pseudo);
}

inline void set16(Frame& frame, std::size_t at, unsigned value) {
  frame[at] = static_cast<std::uint8_t>(value >> 8U);
  frame[at + 1] = static_cast<std::uint8_t>(value);
}

inline Frame udp_datagram(const FrameOptions& options, std::span<const std::uint8_t> payload) {
  Frame udp;
  put16(udp, options.from.port);
  put16(udp, options.to.port);
  put16(udp, static_cast<unsigned>(8 + payload.size()));
  put16(udp, 0);
  put(udp, payload);
  if (!options.with_checksum) return udp;
  const auto sum = static_cast<std::uint16_t>(~udp_sum(options.from.ip, options.to.ip, udp));
  set16(udp, 6, sum == 0 ? 0xffff : sum);
  return udp;
}

inline Frame ip4_packet(const FrameOptions& options, const Frame& udp) {
  Frame ip;
  const std::size_t header = 20 + options.ip_options.size();
  ip.push_back(static_cast<std::uint8_t>(0x40 | (header / 4)));
  ip.push_back(0);
  put16(ip, static_cast<unsigned>(header + udp.size()));
  put16(ip, 0x1234);
  put16(ip, options.fragment);
  ip.push_back(options.ttl);
  ip.push_back(options.protocol);
  put16(ip, 0);
  put(ip, options.from.ip.bytes());
  put(ip, options.to.ip.bytes());
  put(ip, options.ip_options);
  set16(ip, 10, static_cast<std::uint16_t>(~internet_sum(ip)));
  put(ip, udp);
  return ip;
}

inline Frame ip6_packet(const FrameOptions& options, const Frame& udp) {
  Frame ip{0x60, 0, 0, 0};
  put16(ip, static_cast<unsigned>(options.extension.size() + udp.size()));
  ip.push_back(options.extension.empty() ? options.protocol : std::uint8_t{60});
  ip.push_back(options.ttl);
  put(ip, options.from.ip.bytes());
  put(ip, options.to.ip.bytes());
  put(ip, options.extension);
  put(ip, udp);
  return ip;
}

inline Frame make_frame(const FrameOptions& options, std::span<const std::uint8_t> payload) {
  Frame frame;
  put(frame, options.target_mac);
  put(frame, options.source_mac);
  for (const VlanTag& tag : options.tags) {
    put16(frame, tag.protocol);
    put16(frame, tag.tci);
  }
  const Frame udp = udp_datagram(options, payload);
  const bool is_v4 = options.from.ip.is_v4();
  put16(frame, is_v4 ? 0x0800U : 0x86ddU);
  put(frame, is_v4 ? ip4_packet(options, udp) : ip6_packet(options, udp));
  return frame;
}

/// The payload of what must be the answer to a frame made with `options`; else what is wrong with it.
struct Answer {
  std::vector<std::uint8_t> payload;
  std::string complaint;
};

inline Answer answer_in(const Frame& frame, const FrameOptions& options) {
  FrameOptions turned = options;
  std::swap(turned.source_mac, turned.target_mac);
  std::swap(turned.from, turned.to);
  turned.ttl = 64;
  const std::size_t network = 14 + 4 * options.tags.size();
  const std::size_t udp = network + (options.from.ip.is_v4() ? 20U : 40U);
  if (frame.size() != udp + 8 + 48) return {{}, "length " + std::to_string(frame.size())};
  const std::vector<std::uint8_t> payload(frame.begin() + static_cast<std::ptrdiff_t>(udp + 8), frame.end());
  Frame expected = make_frame(turned, payload);
  if (options.from.ip.is_v4()) {  // no reply needs a number of its own
    set16(expected, network + 4, 0);
    set16(expected, network + 10, 0);
    const auto header = std::span(expected).subspan(network, 20);
    set16(expected, network + 10, static_cast<std::uint16_t>(~internet_sum(header)));
  }
  for (std::size_t i = 0; i < frame.size(); ++i) {
    if (frame[i] != expected[i]) return {payload, "octet " + std::to_string(i) + " differs"};
  }
  return {payload, ""};
}

}  // namespace foliot::test

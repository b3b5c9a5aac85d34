// The frames that the load generator sends: Ethernet, IPv4, UDP and a time request, ready but for what differs from
// one to the next.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>

namespace foliot::bench {

inline constexpr std::size_t kFrameOctets = 14 + 20 + 8 + 48;
using Frame = std::array<std::uint8_t, kFrameOctets>;
using MacAddress = std::array<std::uint8_t, 6>;

inline constexpr std::size_t kIp = 14;
inline constexpr std::size_t kUdp = kIp + 20;
inline constexpr std::size_t kNtp = kUdp + 8;
inline constexpr std::size_t kOrigin = kNtp + 24;
inline constexpr std::size_t kReceive = kNtp + 32;
inline constexpr std::size_t kTransmit = kNtp + 40;
inline constexpr std::uint16_t kNtpPort = 123;

template <class Number>
void put(std::span<std::uint8_t> place, Number value) {
  for (std::size_t i = 0; i < sizeof(Number); ++i) {
    place[i] = static_cast<std::uint8_t>(value >> (8 * (sizeof(Number) - 1 - i)));
  }
}

template <class Number>
[[nodiscard]] Number get(std::span<const std::uint8_t> place) {
  Number value = 0;
  for (std::size_t i = 0; i < sizeof(Number); ++i) value = static_cast<Number>(value << 8U | place[i]);
  return value;
}

/// The ones' complement sum of RFC 1071 over `bytes`, added to `sum`.
[[nodiscard]] inline std::uint32_t add_words(std::uint32_t sum, std::span<const std::uint8_t> bytes) {
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) sum += get<std::uint16_t>(bytes.subspan(i, 2));
  return sum;
}
[[nodiscard]] inline std::uint16_t folded(std::uint32_t sum) {
  while (sum >> 16U != 0) sum = (sum & 0xffffU) + (sum >> 16U);
  return static_cast<std::uint16_t>(~sum);
}

/// Who asks whom; addresses in host order.
struct Route {
  MacAddress from_mac{};
  MacAddress to_mac{};
  std::uint32_t to = 0;
};

/// A request of version 4 from nowhere yet.
[[nodiscard]] inline Frame request_frame(const Route& route) {
  Frame frame{};
  const std::span<std::uint8_t> bytes(frame);
  std::memcpy(frame.data(), route.to_mac.data(), 6);
  std::memcpy(frame.data() + 6, route.from_mac.data(), 6);
  put<std::uint16_t>(bytes.subspan(12), 0x0800);
  frame[kIp] = 0x45;
  put<std::uint16_t>(bytes.subspan(kIp + 2), 20 + 8 + 48);
  frame[kIp + 8] = 64;
  frame[kIp + 9] = 17;
  put<std::uint32_t>(bytes.subspan(kIp + 16), route.to);
  put<std::uint16_t>(bytes.subspan(kUdp + 2), kNtpPort);
  put<std::uint16_t>(bytes.subspan(kUdp + 4), 8 + 48);
  frame[kNtp] = 0x23;
  frame[kNtp + 2] = 6;
  frame[kNtp + 3] = 0xe8;
  return frame;
}

/// Makes it a request of `client` (host order) with that nonce, and writes both checksums.
inline void address(Frame& frame, std::uint32_t client, std::uint16_t port, std::uint64_t nonce) {
  const std::span<std::uint8_t> bytes(frame);
  put<std::uint32_t>(bytes.subspan(kIp + 12), client);
  put<std::uint16_t>(bytes.subspan(kUdp), port);
  put<std::uint64_t>(bytes.subspan(kTransmit), nonce);
  put<std::uint16_t>(bytes.subspan(kIp + 10), 0);
  put<std::uint16_t>(bytes.subspan(kIp + 10), folded(add_words(0, bytes.subspan(kIp, 20))));
  put<std::uint16_t>(bytes.subspan(kUdp + 6), 0);
  // The pseudo header: both addresses, the protocol, the length (RFC 768).
  const std::uint32_t pseudo = add_words(17 + 8 + 48, bytes.subspan(kIp + 12, 8));
  const std::uint16_t sum = folded(add_words(pseudo, bytes.subspan(kUdp)));
  put<std::uint16_t>(bytes.subspan(kUdp + 6), sum == 0 ? std::uint16_t{0xffff} : sum);
}

/// What a frame that came back says.
struct Answer {
  std::uint64_t nonce = 0;
  std::int64_t turn_raw = 0;  ///< transmit minus receive timestamp, 2^-32 s
  bool has_time = false;
};

/// Nothing when the frame is no reply from `server`.
[[nodiscard]] inline std::optional<Answer> parse_answer(std::span<const std::uint8_t> bytes, std::uint32_t server) {
  if (bytes.size() < kFrameOctets || get<std::uint16_t>(bytes.subspan(12, 2)) != 0x0800) return std::nullopt;
  if (bytes[kIp + 9] != 17 || get<std::uint32_t>(bytes.subspan(kIp + 12, 4)) != server) return std::nullopt;
  if (get<std::uint16_t>(bytes.subspan(kUdp, 2)) != kNtpPort || (bytes[kNtp] & 7U) != 4) return std::nullopt;
  Answer answer;
  answer.nonce = get<std::uint64_t>(bytes.subspan(kOrigin, 8));
  const auto received = get<std::uint64_t>(bytes.subspan(kReceive, 8));
  answer.turn_raw = static_cast<std::int64_t>(get<std::uint64_t>(bytes.subspan(kTransmit, 8)) - received);
  answer.has_time = (bytes[kNtp] >> 6U) != 3 && bytes[kNtp + 1] != 0;
  return answer;
}

}  // namespace foliot::bench

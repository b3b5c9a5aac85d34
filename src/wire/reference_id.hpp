// ReferenceId: the 32 bits that say whom a server follows (RFC 5905 section 7.3).
//
// Stratum 0: a kiss code; stratum 1: the reference's ASCII name; above: the IPv4 address of the system peer,
// or the first four octets of the MD5 hash of its IPv6 address.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string_view>

namespace foliot::wire {

class ReferenceId {
 public:
  constexpr ReferenceId() = default;
  [[nodiscard]] static constexpr ReferenceId from_bits(std::uint32_t bits) {
    ReferenceId id;
    id.bits_ = bits;
    return id;
  }
  /// Up to four ASCII characters, left-justified, zero-padded; the rest is dropped.
  [[nodiscard]] static constexpr ReferenceId from_text(std::string_view text) {
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      const char c = i < text.size() ? text[i] : '\0';
      bits = bits << 8U | static_cast<std::uint8_t>(c);
    }
    return from_bits(bits);
  }
  [[nodiscard]] constexpr std::uint32_t bits() const { return bits_; }
  [[nodiscard]] constexpr std::array<std::uint8_t, 4> bytes() const {
    return {static_cast<std::uint8_t>(bits_ >> 24U), static_cast<std::uint8_t>(bits_ >> 16U),
            static_cast<std::uint8_t>(bits_ >> 8U), static_cast<std::uint8_t>(bits_)};
  }
  friend constexpr auto operator<=>(ReferenceId, ReferenceId) = default;

 private:
  std::uint32_t bits_ = 0;
};

}  // namespace foliot::wire

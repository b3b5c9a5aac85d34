// IpAddress and SocketAddress: where packets come from and go to, without a system header.
//
// An IPv4 address is 4 bytes, an IPv6 address 16, both in network order, plus the scope (interface
// index) that link-local IPv6 needs. Text follows RFC 5952 for IPv6 and the plain dotted quad for IPv4.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace foliot::base {

enum class IpFamily : std::uint8_t { v4, v6 };

class IpAddress {
 public:
  /// 0.0.0.0
  constexpr IpAddress() = default;

  [[nodiscard]] static constexpr IpAddress v4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d) {
    IpAddress address;
    address.bytes_ = {a, b, c, d};
    return address;
  }
  [[nodiscard]] static constexpr IpAddress v6(const std::array<std::uint8_t, 16>& bytes, std::uint32_t scope_id = 0) {
    IpAddress address;
    address.bytes_ = bytes;
    address.family_ = IpFamily::v6;
    address.scope_id_ = scope_id;
    return address;
  }

  /// Numeric text: dotted quad, or RFC 4291 IPv6 with an optional numeric `%scope`. Nothing on anything else.
  [[nodiscard]] static std::optional<IpAddress> parse(std::string_view text);

  [[nodiscard]] constexpr IpFamily family() const { return family_; }
  [[nodiscard]] constexpr bool is_v4() const { return family_ == IpFamily::v4; }
  /// 4 or 16 bytes, network order.
  [[nodiscard]] constexpr std::span<const std::uint8_t> bytes() const {
    return {bytes_.data(), is_v4() ? std::size_t{4} : std::size_t{16}};
  }
  [[nodiscard]] constexpr std::uint32_t scope_id() const { return scope_id_; }

  [[nodiscard]] constexpr bool is_unspecified() const {
    for (const std::uint8_t byte : bytes()) {
      if (byte != 0) return false;
    }
    return true;
  }
  [[nodiscard]] bool is_loopback() const;
  /// 127.127.0.0/16: the names of reference clocks, never a host on the wire.
  [[nodiscard]] constexpr bool is_reference_clock() const { return is_v4() && bytes_[0] == 127 && bytes_[1] == 127; }

  /// RFC 5952 (lower case, longest run of zeros shortened), dotted quad for IPv4.
  [[nodiscard]] std::string to_string() const;

  friend constexpr auto operator<=>(const IpAddress&, const IpAddress&) = default;

 private:
  std::array<std::uint8_t, 16> bytes_{};
  IpFamily family_ = IpFamily::v4;
  std::uint32_t scope_id_ = 0;
};

struct SocketAddress {
  IpAddress ip;
  std::uint16_t port = 0;

  /// `1.2.3.4:123`, `[2001:db8::1]:123`.
  [[nodiscard]] std::string to_string() const;
  friend constexpr auto operator<=>(const SocketAddress&, const SocketAddress&) = default;
};

}  // namespace foliot::base

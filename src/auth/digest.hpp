// Message digests, from the Nettle library.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace foliot::auth {

/// MD5 of `bytes`. Only for the reference id of IPv6 servers (RFC 5905 section 7.3) and classic keys.
[[nodiscard]] std::array<std::uint8_t, 16> md5(std::span<const std::uint8_t> bytes);

/// SHA-1 of `bytes`. Only against accidents (the hash of a leap second list) and for classic keys.
[[nodiscard]] std::array<std::uint8_t, 20> sha1(std::span<const std::uint8_t> bytes);

}  // namespace foliot::auth

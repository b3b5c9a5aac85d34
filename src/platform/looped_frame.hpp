// The UDP payload inside a frame that the kernel looped back with its transmit stamp.
//
// The error queue returns the whole frame as it left, with a link header of a length that depends on the
// interface. The IP header is found by its own length field, which must reach exactly to the frame's end.
#pragma once

#include <cstdint>
#include <span>

namespace foliot::platform {

/// Empty when `frame` holds no whole IPv4 or IPv6 UDP datagram (no fragments, no extension headers).
[[nodiscard]] std::span<const std::uint8_t> udp_payload_of(std::span<const std::uint8_t> frame);

}  // namespace foliot::platform

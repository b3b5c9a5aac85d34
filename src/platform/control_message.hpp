// Control messages: what the kernel says beside a datagram, and what it is told beside one.
//
// In: which local address was asked (IP_PKTINFO, IPV6_PKTINFO), and when (SO_TIMESTAMPING, SO_TIMESTAMPNS), by which
// card (SCM_TIMESTAMPING_PKTINFO).
// Out: which local address to answer from, and whether to stamp the departure.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/ip_address.hpp"
#include "clock/stamp_choice.hpp"
#include "time/points.hpp"

namespace foliot::platform {

/// Room for every message that our options can bring.
struct ControlBuffer {
  alignas(cmsghdr) std::array<std::byte, 512> bytes{};
};

struct ControlInfo {
  std::optional<base::IpAddress> local;        ///< the unicast address to answer from
  std::optional<base::IpAddress> destination;  ///< the address in the header; multicast and broadcast too
  std::uint32_t interface_index = 0;           ///< 0: not known
  std::optional<WallTime> stamp;               ///< the kernel's, in the machine's REALTIME
  std::optional<clock::CardStamp> card;        ///< the network card's, by its own clock
  bool is_transmit_stamp = false;              ///< from the error queue: a stamp, and not an ICMP error
};

/// Reads every control message of a received `message`.
[[nodiscard]] ControlInfo read_control(msghdr& message);

struct ControlRequest {
  std::optional<base::IpAddress> local;
  std::uint32_t interface_index = 0;  ///< 0: as routing says
  bool stamp = false;
  bool card_stamp = false;  ///< with `stamp`: by the card as well
};

/// Puts the request into `message`, stored in `buffer`; takes all control messages away when there is nothing to ask.
void write_control(msghdr& message, ControlBuffer& buffer, const ControlRequest& request);

}  // namespace foliot::platform

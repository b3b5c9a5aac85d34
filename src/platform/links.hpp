// The machine's links (network interfaces), and how they are stacked: VLANs on others, bridges and bonds of others.
#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <vector>

#include "platform/sys_error.hpp"

namespace foliot::platform {

struct Link {
  std::uint32_t index = 0;
  std::string name;
  std::string kind;          ///< of one that is made of software: vlan, bridge, bond, veth ...; empty: hardware
  std::uint32_t master = 0;  ///< the bridge or bond that it belongs to; 0: none
  std::uint32_t parent = 0;  ///< of a VLAN: what it is on top of; 0: none
  std::uint16_t vlan = 0;    ///< of a VLAN: its number
  bool is_loopback = false;
};

/// All links of this network namespace.
[[nodiscard]] std::expected<std::vector<Link>, SysError> list_links();

/// The links in messages of rtnetlink; what is none, or is cut off, is left out.
[[nodiscard]] std::vector<Link> parse_links(std::span<const std::uint8_t> messages);

}  // namespace foliot::platform

// XdpLayout: which interfaces the XDP program runs at, and which frames there are for an address that is served.
//
// An address may belong to a VLAN, a bridge or a bond on top of the interface where the frames come in. A frame is
// answered only where the kernel would deliver it: with just the tags of the interface that has the address.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "platform/links.hpp"
#include "platform/xdp_program.hpp"

namespace foliot::daemon {

struct XdpTarget {
  std::uint32_t interface = 0;
  std::string name;
  platform::XdpMode mode = platform::XdpMode::automatic;
  friend bool operator==(const XdpTarget&, const XdpTarget&) = default;
};

struct XdpLayout {
  std::vector<XdpTarget> targets;
  std::vector<platform::XdpPort> ports;
  std::vector<std::string> missing;  ///< interfaces that a line names and that are not there
};

/// served: all addresses that are listened to. `auto` means hardware, bonds, and what stands alone, as in a container:
/// of a bridge and of a VLAN what is below, but not the ends of containers that a bridge joins.
[[nodiscard]] XdpLayout lay_out_xdp(std::span<const config::XdpLine> lines, std::span<const platform::Link> links,
                                    std::span<const platform::XdpPlace> served);

}  // namespace foliot::daemon

// The machine's own addresses: to see a loop (our own address as a server's reference) and to apply interface rules.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "base/ip_address.hpp"
#include "platform/sys_error.hpp"

namespace foliot::platform {

struct LocalAddress {
  base::IpAddress ip;
  unsigned prefix_length = 0;
  std::optional<base::IpAddress> broadcast;  ///< IPv4 on interfaces that can broadcast
  std::string interface;
  std::uint32_t interface_index = 0;
  bool is_up = false;
  bool is_loopback = false;
  bool is_multicast = false;
};

/// One entry per IPv4 and IPv6 address of every interface, up or down.
[[nodiscard]] std::expected<std::vector<LocalAddress>, SysError> list_local_addresses();

}  // namespace foliot::platform

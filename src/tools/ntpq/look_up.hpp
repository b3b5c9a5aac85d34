// Names to addresses and back, by the system's resolver.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ip_address.hpp"
#include "tools/ntpq/channel.hpp"

namespace foliot::ntpq {

/// All addresses of `host` (a name, or an address), in the resolver's order; empty when it has none.
[[nodiscard]] std::vector<base::SocketAddress> look_up(const std::string& host, FamilyChoice family,
                                                       std::uint16_t port);
/// The name of `address`; nothing when it has none.
[[nodiscard]] std::optional<std::string> look_up_name(const base::IpAddress& address);

}  // namespace foliot::ntpq

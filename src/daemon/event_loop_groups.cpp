// Multicast groups that the service port listens to (`multicastclient`).
#include <fmt/format.h>

#include <algorithm>

#include "daemon/event_loop.hpp"

namespace foliot::daemon {

void EventLoop::join_groups() {
  for (const std::string& text : config_.broadcast_client.groups) {
    const auto group = base::IpAddress::parse(text);
    if (!group) continue;
    platform::UdpSocket* socket = parts_.service.for_family(group->family());
    if (socket == nullptr) continue;
    const auto joined = socket->join_group(*group, 0);
    // After a reload the group may have been joined before.
    if (joined || joined.error().is_address_in_use()) continue;
    parts_.log.error(fmt::format("multicastclient {}: {}; is there a route to it?", text, joined.error().text()));
  }
}

void EventLoop::leave_groups(const config::Config& before) {
  const auto& wanted = config_.broadcast_client.groups;
  for (const std::string& text : before.broadcast_client.groups) {
    const auto group = base::IpAddress::parse(text);
    platform::UdpSocket* socket = group ? parts_.service.for_family(group->family()) : nullptr;
    const bool stays = std::ranges::find(wanted, text) != wanted.end();
    if (socket != nullptr && !stays) socket->leave_group(*group, 0);
  }
}

}  // namespace foliot::daemon

// getifaddrs(3).
#include "platform/local_addresses.hpp"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <bit>
#include <memory>

#include "platform/socket_address.hpp"

namespace foliot::platform {
namespace {

std::optional<base::IpAddress> ip_of(const sockaddr* address) {
  if (address == nullptr) return std::nullopt;
  const bool v4 = address->sa_family == AF_INET;
  const auto native = from_native(address, v4 ? sizeof(sockaddr_in) : sizeof(sockaddr_in6));
  if (!native) return std::nullopt;
  return native->ip;
}

unsigned prefix_length(const sockaddr* netmask) {
  const auto mask = ip_of(netmask);
  unsigned length = 0;
  if (!mask) return length;
  for (const std::uint8_t byte : mask->bytes()) length += static_cast<unsigned>(std::popcount(byte));
  return length;
}

LocalAddress to_local(const ifaddrs& entry, const base::IpAddress& ip) {
  LocalAddress local;
  local.ip = ip;
  local.prefix_length = prefix_length(entry.ifa_netmask);
  if ((entry.ifa_flags & IFF_BROADCAST) != 0 && ip.is_v4()) local.broadcast = ip_of(entry.ifa_broadaddr);
  local.interface = entry.ifa_name;
  local.interface_index = if_nametoindex(entry.ifa_name);
  local.is_up = (entry.ifa_flags & IFF_UP) != 0;
  local.is_loopback = (entry.ifa_flags & IFF_LOOPBACK) != 0;
  local.is_multicast = (entry.ifa_flags & IFF_MULTICAST) != 0;
  return local;
}

}  // namespace

std::expected<std::vector<LocalAddress>, SysError> list_local_addresses() {
  ifaddrs* list = nullptr;
  if (getifaddrs(&list) < 0) return fail("getifaddrs");
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner(list, freeifaddrs);
  std::vector<LocalAddress> addresses;
  for (const ifaddrs* entry = list; entry != nullptr; entry = entry->ifa_next) {
    if (const auto ip = ip_of(entry->ifa_addr)) addresses.push_back(to_local(*entry, *ip));
  }
  return addresses;
}

}  // namespace foliot::platform

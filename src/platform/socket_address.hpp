// SocketAddress <-> the system's sockaddr.
#pragma once

#include <sys/socket.h>

#include <optional>

#include "base/ip_address.hpp"

namespace foliot::platform {

/// A sockaddr of either family with its length, as the system calls want it.
struct NativeAddress {
  sockaddr_storage storage{};
  socklen_t length = sizeof(sockaddr_storage);

  [[nodiscard]] const sockaddr* get() const { return static_cast<const sockaddr*>(static_cast<const void*>(&storage)); }
  [[nodiscard]] sockaddr* get() { return static_cast<sockaddr*>(static_cast<void*>(&storage)); }
};

[[nodiscard]] NativeAddress to_native(const base::SocketAddress& address);

/// Nothing for another family than IPv4 and IPv6. The scope is kept for link-local IPv6 only. `length` bytes count.
[[nodiscard]] std::optional<base::SocketAddress> from_native(const sockaddr* address, socklen_t length);

/// AF_INET or AF_INET6.
[[nodiscard]] int native_family(base::IpFamily family);

/// 0.0.0.0 or ::.
[[nodiscard]] base::IpAddress any_address(base::IpFamily family);

/// fe80::/10: an address that means something on one interface only.
[[nodiscard]] bool is_link_local_v6(const base::IpAddress& address);

/// 224.0.0.0/4 or ff00::/8.
[[nodiscard]] bool is_multicast(const base::IpAddress& address);

}  // namespace foliot::platform

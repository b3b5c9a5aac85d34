// Conversion between the suite's addresses and the system's.
#include "platform/socket_address.hpp"

#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace foliot::platform {
namespace {

using base::IpAddress;
using base::IpFamily;

}  // namespace

NativeAddress to_native(const base::SocketAddress& address) {
  NativeAddress native;
  const auto bytes = address.ip.bytes();
  if (address.ip.is_v4()) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(address.port);
    std::memcpy(&v4.sin_addr, bytes.data(), bytes.size());
    std::memcpy(&native.storage, &v4, sizeof v4);
    native.length = sizeof v4;
    return native;
  }
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(address.port);
  v6.sin6_scope_id = address.ip.scope_id();
  std::memcpy(&v6.sin6_addr, bytes.data(), bytes.size());
  std::memcpy(&native.storage, &v6, sizeof v6);
  native.length = sizeof v6;
  return native;
}

std::optional<base::SocketAddress> from_native(const sockaddr* address, socklen_t length) {
  if (address == nullptr || length < sizeof(sa_family_t)) return std::nullopt;
  if (address->sa_family == AF_INET && length >= sizeof(sockaddr_in)) {
    sockaddr_in v4{};
    std::memcpy(&v4, address, sizeof v4);
    std::array<std::uint8_t, 4> b{};
    std::memcpy(b.data(), &v4.sin_addr, b.size());
    return base::SocketAddress{IpAddress::v4(b[0], b[1], b[2], b[3]), ntohs(v4.sin_port)};
  }
  if (address->sa_family == AF_INET6 && length >= sizeof(sockaddr_in6)) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, address, sizeof v6);
    std::array<std::uint8_t, 16> bytes{};
    std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
    const IpAddress plain = IpAddress::v6(bytes);
    const bool scoped = is_link_local_v6(plain) || is_multicast(plain);
    return base::SocketAddress{scoped ? IpAddress::v6(bytes, v6.sin6_scope_id) : plain, ntohs(v6.sin6_port)};
  }
  return std::nullopt;
}

int native_family(IpFamily family) {
  return family == IpFamily::v4 ? AF_INET : AF_INET6;
}

IpAddress any_address(IpFamily family) {
  return family == IpFamily::v4 ? IpAddress{} : IpAddress::v6({});
}

bool is_link_local_v6(const IpAddress& address) {
  return !address.is_v4() && address.bytes()[0] == 0xfe && (address.bytes()[1] & 0xc0U) == 0x80;
}

bool is_multicast(const IpAddress& address) {
  return address.is_v4() ? (address.bytes()[0] & 0xf0U) == 0xe0 : address.bytes()[0] == 0xff;
}

}  // namespace foliot::platform

#include "tools/ntpq/look_up.hpp"

#include <netdb.h>
#include <netinet/in.h>

#include <array>
#include <memory>

#include "platform/socket_address.hpp"

namespace foliot::ntpq {
namespace {

using AddressList = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

int native_family(FamilyChoice family) {
  switch (family) {
    case FamilyChoice::v4:
      return AF_INET;
    case FamilyChoice::v6:
      return AF_INET6;
    case FamilyChoice::any:
      break;
  }
  return AF_UNSPEC;
}

}  // namespace

std::vector<base::SocketAddress> look_up(const std::string& host, FamilyChoice family, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_family = native_family(family);
  hints.ai_socktype = SOCK_DGRAM;
  hints.ai_protocol = IPPROTO_UDP;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0) return {};
  const AddressList list(found, ::freeaddrinfo);
  std::vector<base::SocketAddress> addresses;
  for (const addrinfo* each = list.get(); each != nullptr; each = each->ai_next) {
    auto address = platform::from_native(each->ai_addr, each->ai_addrlen);
    if (!address) continue;
    address->port = port;
    addresses.push_back(*address);
  }
  return addresses;
}

std::optional<std::string> look_up_name(const base::IpAddress& address) {
  const platform::NativeAddress native = platform::to_native({.ip = address, .port = 0});
  std::array<char, NI_MAXHOST> name{};
  const int result = ::getnameinfo(native.get(), native.length, name.data(), static_cast<socklen_t>(name.size()),
                                   nullptr, 0, NI_NAMEREQD | NI_DGRAM);
  if (result != 0) return std::nullopt;
  return std::string(name.data());
}

}  // namespace foliot::ntpq

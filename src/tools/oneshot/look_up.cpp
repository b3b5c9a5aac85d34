// getaddrinfo(3), with what it says when it fails.
#include <netdb.h>
#include <netinet/in.h>

#include <algorithm>
#include <memory>

#include "platform/socket_address.hpp"
#include "tools/oneshot/network.hpp"

namespace foliot::oneshot {

std::expected<std::vector<base::SocketAddress>, LookUpError> look_up(const std::string& name,
                                                                     std::optional<base::IpFamily> family,
                                                                     std::uint16_t port) {
  addrinfo hints{};
  hints.ai_family = family ? platform::native_family(*family) : AF_UNSPEC;
  hints.ai_socktype = SOCK_DGRAM;
  hints.ai_protocol = IPPROTO_UDP;
  addrinfo* found = nullptr;
  const int code = ::getaddrinfo(name.c_str(), nullptr, &hints, &found);
  if (code != 0) return std::unexpected(LookUpError{code == EAI_AGAIN || code == EAI_FAIL, code, ::gai_strerror(code)});
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> list(found, ::freeaddrinfo);
  std::vector<base::SocketAddress> addresses;
  for (const addrinfo* each = list.get(); each != nullptr; each = each->ai_next) {
    auto address = platform::from_native(each->ai_addr, each->ai_addrlen);
    if (!address) continue;
    address->port = port;
    if (std::ranges::find(addresses, *address) == addresses.end()) addresses.push_back(*address);
  }
  return addresses;
}

}  // namespace foliot::oneshot

// The listen plan: which addresses the service port is opened on, from the `interface` rules.
//
// As in classic, the last rule that matches an address decides, and without rules everything is listened on.
// Then two wildcard sockets serve all addresses, also those that appear later. As soon as a rule forbids some,
// each allowed address gets a socket of its own.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/ip_address.hpp"
#include "config/config.hpp"

namespace foliot::daemon {

/// An address of this machine and the interface that has it.
struct LocalAddress {
  std::string interface;
  base::IpAddress address;
  friend bool operator==(const LocalAddress&, const LocalAddress&) = default;
};

struct ListenPlan {
  bool wildcard_v4 = false;
  bool wildcard_v6 = false;
  std::vector<base::IpAddress> addresses;
};

/// What the command line leaves of the interfaces.
struct ListenScope {
  std::optional<base::IpFamily> family;  ///< -4 or -6
  bool without_virtual = false;          ///< -L: no interface whose label has a colon, such as eth0:1
};

/// A rule that names an address which no interface has is taken at its
/// word, so that every address of 127.0.0.0/8 can be listened on.
[[nodiscard]] ListenPlan plan_listening(std::span<const config::InterfaceLine> rules,
                                        std::span<const LocalAddress> local, const ListenScope& scope);

}  // namespace foliot::daemon

// What the XDP program may do with the requests of each address, from the restrict list.
#pragma once

#include <vector>

#include "access/rate_options.hpp"
#include "access/restrict_list.hpp"
#include "platform/xdp_program.hpp"

namespace foliot::daemon {

/// Whatever is not simply allowed, or limited by `discard`, is left to the sockets; so are all addresses of a family
/// that has an entry whose mask has holes.
[[nodiscard]] std::vector<platform::XdpRule> to_xdp_rules(const access::RestrictList& list,
                                                          const access::RateOptions& rate);

}  // namespace foliot::daemon

// What the XDP program needs to serve a TimeSnapshot as server::make_reply would.
#pragma once

#include <optional>

#include "clock/time_snapshot.hpp"
#include "platform/xdp_base.hpp"

namespace foliot::daemon {

/// The time to serve; nothing when the sockets have to: there is none to tell, it is being smeared, or a leap second is
/// near, of which the program would learn up to a second late. port, traffic class and rate limits are left as they
/// are.
[[nodiscard]] std::optional<platform::XdpTime> to_xdp_time(const clock::TimeSnapshot& snapshot,
                                                           const platform::XdpBase& base);

}  // namespace foliot::daemon

// Listening: the machine's addresses, the sockets that the `interface` rules allow on them, and which of the
// addresses count as our own.
#pragma once

#include <vector>

#include "config/config.hpp"
#include "daemon/listen_plan.hpp"
#include "daemon/logger.hpp"
#include "daemon/options.hpp"
#include "daemon/service_sockets.hpp"

namespace foliot::daemon {

/// The addresses of all interfaces; none when the system does not tell.
[[nodiscard]] std::vector<LocalAddress> local_addresses();

/// The addresses by which others may know us, for loop detection: the ones listened on.
[[nodiscard]] std::vector<base::IpAddress> own_addresses(const ListenPlan& plan, std::span<const LocalAddress> local);

/// How many server workers `config` asks for; by default one per processor.
[[nodiscard]] std::size_t workers_of(const config::Config& config);

/// Brings the sockets in line with `plan`; those that are right already stay open. What cannot be opened is said in
/// the log. False when it is such that a daemon must not start.
bool listen(ServiceSockets& service, const ListenPlan& plan, const config::Config& config, Logger& log);

}  // namespace foliot::daemon

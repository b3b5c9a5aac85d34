// Startup: from a command line to a running event loop, and an exit status.
#pragma once

#include "daemon/options.hpp"

namespace foliot::daemon {

/// Runs ntpd. Returns its exit status: 0 ended as told (-q: the clock was set), 1 could not start or run;
/// with --check as check_status says.
[[nodiscard]] int run_daemon(const Options& options);

}  // namespace foliot::daemon

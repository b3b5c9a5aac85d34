// Where the log goes: `-l` or `logfile`, else syslog, else (in the foreground) standard error, as in classic.
#pragma once

#include "config/config.hpp"
#include "daemon/logger.hpp"
#include "daemon/options.hpp"

namespace foliot::daemon {

/// Opens the log that `config` asks for, anew even if it is the same file: it may have been rotated away. False when
/// it cannot be opened: the log stays where it was, and says so.
[[nodiscard]] bool direct_log(const Options& options, const config::Config& config, Logger& log);

}  // namespace foliot::daemon

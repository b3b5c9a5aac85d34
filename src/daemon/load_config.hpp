// Reading the configuration file, at the start and again at SIGHUP.
//
// At the start a bad line is reported and lost, and the others count, as in classic. A reload is stricter: a file
// with any error leaves the running configuration as it is, because half of a change may be worse than none.
#pragma once

#include <optional>
#include <vector>

#include "config/config.hpp"
#include "daemon/logger.hpp"
#include "daemon/options.hpp"
#include "platform/sys_error.hpp"

namespace foliot::daemon {

struct LoadedConfig {
  config::Config config;  ///< the file's, with what the command line says on top
  std::vector<config::Finding> findings;
  config::Origins origins;  ///< of the settings, also of those from the command line
  std::optional<platform::SysError> unreadable;

  /// Nothing of it was lost: it may replace a running configuration.
  [[nodiscard]] bool is_sound() const;
};

[[nodiscard]] LoadedConfig load_config(const Options& options);

/// Each finding, and that the file cannot be read, as one line of the log.
void report_findings(const LoadedConfig& loaded, const Options& options, Logger& log);

}  // namespace foliot::daemon

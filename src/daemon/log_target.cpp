#include "daemon/log_target.hpp"

#include <fmt/format.h>

namespace foliot::daemon {

bool direct_log(const Options& options, const config::Config& config, Logger& log) {
  if (config.logfile) {
    const auto used = log.sink().use_file(*config.logfile);
    if (!used) log.error(fmt::format("log file {}: {}", *config.logfile, used.error().text()));
    return used.has_value();
  }
  if (options.foreground || options.quit) {
    log.sink().use_standard_error();
  } else {
    log.sink().use_syslog();
  }
  return true;
}

}  // namespace foliot::daemon

#include "daemon/paths.hpp"

#include "platform/jail.hpp"

namespace foliot::daemon {

std::string found_at(const std::string& path, const Options& options) {
  if (path.empty()) return path;
  const bool relative = !path.starts_with('/') && !options.start_folder.empty();
  const std::string absolute = relative ? options.start_folder + '/' + path : path;
  return options.in_jail ? platform::path_in_jail(absolute, options.jaildir.value_or("")) : absolute;
}

void settle_paths(const Options& options, config::Config& config) {
  for (auto* path : {&config.driftfile, &config.logfile, &config.pidfile, &config.keys_file, &config.statsdir,
                     &config.saveconfigdir, &config.ntpsigndsocket}) {
    if (*path) **path = found_at(**path, options);
  }
  if (config.leapfile) config.leapfile->path = found_at(config.leapfile->path, options);
}

}  // namespace foliot::daemon

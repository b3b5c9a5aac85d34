#include "daemon/paths.hpp"

#include <filesystem>

#include "daemon/filegen.hpp"
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
                     &config.saveconfigdir, &config.ntpsigndsocket, &config.rtc_file, &config.rtc_device}) {
    if (*path) **path = found_at(**path, options);
  }
  if (config.leapfile) config.leapfile->path = found_at(config.leapfile->path, options);
}

std::vector<std::string> writable_folders(const Options& options, const config::Config& config) {
  std::vector<std::string> folders;
  const auto add_folder_of = [&folders](const std::string& file) {
    const std::string folder = std::filesystem::path(file).parent_path().string();
    if (!folder.empty()) folders.push_back(folder);
  };
  for (const auto* file : {&config.driftfile, &config.logfile, &config.pidfile, &config.rtc_file}) {
    if (*file) add_folder_of(**file);
  }
  if (options.virtual_clock) add_folder_of(found_at(*options.virtual_clock, options));
  // Also when nothing is written there yet: a reload may begin to.
  folders.push_back(statistics_folder(config));
  if (config.saveconfigdir) folders.push_back(*config.saveconfigdir);
  return folders;
}

}  // namespace foliot::daemon

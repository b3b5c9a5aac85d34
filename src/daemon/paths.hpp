// Paths: the same file under every name that it has on the way of a daemon into the background and into its jail.
//
// A relative path means the folder that the daemon was started in, whatever its working folder is by now. In a jail
// (-i) a path is that inside the jail; one that names the jail's folder from outside is understood too.
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"
#include "daemon/options.hpp"

namespace foliot::daemon {

/// Where `path` of the configuration or the command line is found now.
[[nodiscard]] std::string found_at(const std::string& path, const Options& options);

/// The same for every path of `config`. Once per configuration: a second time would be wrong in a jail.
void settle_paths(const Options& options, config::Config& config);

/// The folders in which the daemon makes and changes files, by paths that are settled.
[[nodiscard]] std::vector<std::string> writable_folders(const Options& options, const config::Config& config);

}  // namespace foliot::daemon

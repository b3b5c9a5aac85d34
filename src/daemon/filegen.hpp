// Filegen: the name of the statistics file that a record belongs into (`filegen NAME type T`).
//
// A new name is a new file; the classic daemon's names, so that programs that clean up behind it find them.
#pragma once

#include <string>

#include "config/config.hpp"
#include "time/points.hpp"

namespace foliot::daemon {

/// What a name may depend on.
struct FilegenMoment {
  WallTime now;
  double uptime_s = 0;
  int pid = 0;
};

/// What is put behind the base name: `.20190617`, `.2019w25`, `.201906`, `.2019`, `.a00086400`, `.#4711`, or nothing.
[[nodiscard]] std::string filegen_suffix(config::FilegenType type, const FilegenMoment& moment);

/// Where these files live: `statsdir`, with a slash at its end; by default the classic daemon's `/var/NTP/`.
[[nodiscard]] std::string statistics_folder(const config::Config& config);

/// The base name: the folder, and the file's own name.
[[nodiscard]] std::string filegen_base(const config::Config& config, config::Statistics kind);

}  // namespace foliot::daemon

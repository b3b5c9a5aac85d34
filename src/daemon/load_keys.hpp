// The key file: read, judged and reported; the keys that run already stay when it cannot be taken.
#pragma once

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>

#include "auth/key_file.hpp"
#include "auth/key_ring.hpp"
#include "config/config.hpp"
#include "daemon/logger.hpp"

namespace foliot::daemon {

/// The keys of `config.keys_file` with the trust of `config.trusted_keys`; none without a file. Problems go to `log`;
/// when nothing of the file can be taken, `running` is returned. Not null. own_group: that of the daemon, which may
/// read the file too.
[[nodiscard]] std::shared_ptr<const auth::KeyRing> load_keys(const config::Config& config,
                                                             std::shared_ptr<const auth::KeyRing> running, Logger& log,
                                                             std::optional<gid_t> own_group = {});

/// What the classic daemon says about such a line of `path`, and the line's number. Never holds a secret.
[[nodiscard]] std::string key_finding_text(const std::string& path, const auth::KeyFileFinding& finding);

/// Says which associations and which `controlkey` name keys that cannot be used.
void report_missing_keys(const config::Config& config, const auth::KeyRing& keys, Logger& log);

}  // namespace foliot::daemon

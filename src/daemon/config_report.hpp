// What `ntpd` can say of its configuration without running: --check, --explain, --saveconfigquit.
//
// Nothing is looked up, opened or steered for it.
#pragma once

#include <optional>
#include <string>

#include "daemon/load_config.hpp"
#include "daemon/options.hpp"

namespace foliot::daemon {

/// One line per finding, or a JSON object: `FILE:LINE:COLUMN: error: what is wrong; what was expected`.
[[nodiscard]] std::string check_text(const LoadedConfig& loaded, const Options& options);

/// 0: nothing to say, 1: warnings only, 2: errors, or a file that cannot be read.
[[nodiscard]] int check_status(const LoadedConfig& loaded);

/// Each setting as a line of ntp.conf, and where it comes from: `default`, FILE:LINE:COLUMN or `command line`. What is
/// not set stands there as a comment.
[[nodiscard]] std::string explain_text(const LoadedConfig& loaded, const Options& options);

/// Carries out --check, --explain and --saveconfigquit. Returns the status to end with; nothing when none was asked
/// for.
[[nodiscard]] std::optional<int> run_config_command(const Options& options);

}  // namespace foliot::daemon

// Modesty: after everything that needs root is open, the daemon settles down: at its priority, in its jail (-i), as its
// user (-u), with nothing left but the right to set the clock and to use the service port; and in its sandbox.
#pragma once

#include "config/config.hpp"
#include "daemon/logger.hpp"
#include "daemon/options.hpp"

namespace foliot::daemon {

/// Gives up what is not needed any more. In a jail the paths of `options` and `config` become those inside. What will
/// not work later is said in the log now. keeps_bpf: a BPF program is loaded, and works on. False when the daemon must
/// end.
[[nodiscard]] bool become_modest(Options& options, config::Config& config, bool keeps_bpf, Logger& log);

}  // namespace foliot::daemon

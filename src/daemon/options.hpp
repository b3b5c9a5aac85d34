// Options: the ntpd command line, with every switch of the classic daemon.
//
// Switches that mean nothing here are accepted, so that no start script breaks; `accepted_without_effect`
// remembers them for one line in the log.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "daemon/listen_plan.hpp"
#include "platform/sandbox.hpp"

namespace foliot::daemon {

struct Options {
  std::string config_file = "/etc/ntp.conf";
  bool config_file_given = false;
  std::optional<base::IpFamily> family;       ///< -4, -6
  bool no_virtual_ips = false;                ///< -L
  std::optional<std::string> driftfile;       ///< -f
  std::optional<std::string> logfile;         ///< -l
  std::optional<std::string> pidfile;         ///< -p
  std::optional<std::string> keyfile;         ///< -k
  std::optional<std::string> statsdir;        ///< -s
  std::optional<std::string> user;            ///< -u USER[:GROUP]
  std::optional<std::string> jaildir;         ///< -i
  std::optional<std::string> virtual_clock;   ///< --clock FILE
  std::vector<std::string> interfaces;        ///< -I
  std::vector<std::string> servers;           ///< operands: server names
  std::optional<int> priority;                ///< -P
  std::optional<int> wait_sync_s;             ///< -w
  std::optional<bool> auth_required;          ///< -a, -A
  bool broadcast_sync = false;                ///< -b
  std::optional<double> propagation_delay_s;  ///< -r
  std::vector<std::uint32_t> trusted_keys;    ///< -t
  std::vector<config::Variable> variables;    ///< -v, --dvar
  std::optional<std::string> save_to;         ///< --saveconfigquit
  platform::SandboxMode sandbox = platform::SandboxMode::enforce;
  int rescan_s = 300;            ///< -U: 0: the interfaces are not looked at again without a reason
  bool check = false;            ///< --check
  bool explain = false;          ///< --explain
  bool json = false;             ///< --json, with --explain or --check
  bool strict = false;           ///< --strict: an error in the configuration is a reason not to start
  bool nice = false;             ///< -N
  bool foreground = false;       ///< -n, or -d
  bool quit = false;             ///< -q
  bool slew = false;             ///< -x
  bool panic_gate = false;       ///< -g
  bool force_step_once = false;  ///< -G
  int debug_level = 0;           ///< -d, -D
  std::vector<std::string> accepted_without_effect;
  // Not given but found out on the way:
  std::string start_folder = {};  ///< that relative paths are meant from
  bool in_jail = false;           ///< paths are those inside of it

  [[nodiscard]] ListenScope listen_scope() const { return {family, no_virtual_ips}; }
};

/// What the command line asks to print instead of running.
struct EarlyExit {
  int status = 0;
  std::string to_stdout;
  std::string to_stderr;
};

/// Reads the command line. Errors: the text and status to end with (0 for --help and --version).
[[nodiscard]] std::expected<Options, EarlyExit> parse_options(int argc, const char* const* argv);

/// Lets the command line rule over the file: classic precedence. Trusted keys and variables are added to its own.
void apply(const Options& options, config::Config& config);

/// `ntpd foliot-0.1.0`
[[nodiscard]] std::string version_text();

}  // namespace foliot::daemon

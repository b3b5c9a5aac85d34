#include "daemon/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>

namespace foliot::daemon {
namespace {

void add_selected(CLI::App& app, Options& options) {
  app.add_option("-c,--configfile", options.config_file, "configuration file name [/etc/ntp.conf]");
  app.add_option("-f,--driftfile", options.driftfile, "frequency drift file name");
  app.add_option("-k,--keyfile", options.keyfile, "path to symmetric keys");
  app.add_option("-l,--logfile", options.logfile, "path to the log file");
  app.add_option("-p,--pidfile", options.pidfile, "path to the PID file");
  app.add_option("-s,--statsdir", options.statsdir, "statistics file location");
  app.add_option("-i,--jaildir", options.jaildir, "jail directory");
  app.add_option("-u,--user", options.user, "run as USER[:GROUP]");
  app.add_option("-I,--interface", options.interfaces, "listen on an interface name or address")
      ->take_all()
      ->allow_extra_args(false);
  app.add_option("-P,--priority", options.priority, "process priority");
  app.add_option("-w,--wait-sync", options.wait_sync_s, "seconds to wait for the first clock synchronisation");
  app.add_option("-U,--updateinterval", options.rescan_s, "seconds between interface scans; 0: none [300]")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--clock", options.virtual_clock, "steer the virtual clock in this file, not the machine's");
  app.add_option("server", options.servers, "servers to follow besides those of the configuration file");
}

void add_sandbox(CLI::App& app, Options& options) {
  using platform::SandboxMode;
  static const std::map<std::string, SandboxMode> modes{{"off", SandboxMode::off},
                                                        {"log", SandboxMode::log},
                                                        {"enforce", SandboxMode::enforce},
                                                        {"kill", SandboxMode::kill}};
  // A transformer would write the enumerators into --help, as octets.
  app.add_option_function<std::string>(
         "--sandbox", [&options](const std::string& word) { options.sandbox = modes.at(word); },
         "what becomes of a system call that ntpd does not need [enforce]")
      ->check(CLI::IsMember({"off", "log", "enforce", "kill"}));
}

void add_flags(CLI::App& app, Options& options) {
  app.add_flag("-L,--novirtualips", options.no_virtual_ips, "do not listen to virtual interfaces, such as eth0:1");
  app.add_flag("-g,--panicgate", options.panic_gate, "allow the first adjustment to be big");
  app.add_flag("-G,--force-step-once", options.force_step_once, "step any initial offset correction");
  app.add_flag("-n,--nofork", options.foreground, "do not fork");
  app.add_flag("-N,--nice", options.nice, "run at high priority");
  app.add_flag("-q,--quit", options.quit, "set the time and quit");
  app.add_flag("-x,--slew", options.slew, "slew up to 600 seconds");
  app.add_flag("-d,--debug-level", options.debug_level, "increase the debug verbosity; stay in the foreground");
  app.add_option("-D,--set-debug-level", options.debug_level, "set the debug verbosity");
}

/// NAME=VALUE; a name alone has an empty value.
config::Variable variable_of(const std::string& text, bool is_default) {
  const std::size_t sign = text.find('=');
  return {text.substr(0, sign), sign == std::string::npos ? "" : text.substr(sign + 1), is_default};
}

void add_settings(CLI::App& app, Options& options) {
  constexpr std::uint32_t kHighestKey = 65535;
  app.add_flag_function(
      "-a,--authreq", [&](std::int64_t) { options.auth_required = true; }, "new associations need authentication");
  app.add_flag_function(
      "-A,--authnoreq", [&](std::int64_t) { options.auth_required = false; }, "they do not need it");
  app.add_flag("-b,--bcastsync", options.broadcast_sync, "follow broadcast servers");
  app.add_option("-r,--propagationdelay", options.propagation_delay_s, "delay of broadcasts, in seconds")
      ->check(CLI::Range(0.0, 1000.0));
  app.add_option("-t,--trustedkey", options.trusted_keys, "number of a key that may be used")
      ->take_all()
      ->allow_extra_args(false)
      ->check(CLI::Range(std::uint32_t{1}, kHighestKey));
  const auto variable = [&](const char* names, bool is_default, const char* help) {
    app.add_option_function<std::vector<std::string>>(
           names,
           [&options, is_default](const std::vector<std::string>& texts) {
             for (const std::string& text : texts) options.variables.push_back(variable_of(text, is_default));
           },
           help)
        ->take_all()
        ->allow_extra_args(false);
  };
  variable("-v,--var,-Z", false, "NAME=VALUE: a variable that ntpq can read");
  variable("--dvar", true, "the same, listed without being asked for");
}

void add_config_commands(CLI::App& app, Options& options) {
  app.add_flag("--check", options.check, "read the configuration, print what is wrong in it, and end");
  app.add_flag("--explain", options.explain, "print each setting and where it comes from, and end");
  app.add_flag("--json", options.json, "with --check or --explain: as JSON");
  app.add_flag("--strict", options.strict, "do not start on an error in the configuration");
  app.add_option("--saveconfigquit", options.save_to, "write the configuration to this file and end");
}

/// Switches of the classic daemon that have no meaning here, or not yet.
void add_without_effect(CLI::App& app, Options& options) {
  const auto flag = [&](const char* names, const char* help) {
    app.add_flag_function(
        names, [&options, names](std::int64_t) { options.accepted_without_effect.emplace_back(names); }, help);
  };
  const auto option = [&](const char* names, const char* help) {
    app.add_option_function<std::string>(
        names, [&options, names](const std::string&) { options.accepted_without_effect.emplace_back(names); }, help);
  };
  flag("-m,--mdns", "(no effect) register with mDNS");
  flag("-M,--modifymmtimer", "(no effect) modify the multimedia timer");
  flag("--usepcc", "(no effect) use the CPU cycle counter");
  option("--pccfreq", "(no effect) force CPU cycle counter use");
}

}  // namespace

std::string version_text() {
  return "ntpd foliot-" FOLIOT_VERSION;
}

std::expected<Options, EarlyExit> parse_options(int argc, const char* const* argv) {
  Options options;
  bool v4 = false;
  bool v6 = false;
  CLI::App app{"ntpd - follow network time servers and serve time", "ntpd"};
  app.set_version_flag("-V,--version", version_text());
  app.set_help_flag("-?,-h,--help,--more-help", "print this help");
  app.add_flag("-4,--ipv4", v4, "IPv4 only");
  app.add_flag("-6,--ipv6", v6, "IPv6 only");
  add_selected(app, options);
  add_flags(app, options);
  add_sandbox(app, options);
  add_settings(app, options);
  add_config_commands(app, options);
  add_without_effect(app, options);
  std::vector<std::string> arguments(argv + 1, argv + argc);
  std::ranges::replace(arguments, "-!", "--help");  // CLI11 knows no option of that name
  std::ranges::reverse(arguments);
  try {
    app.parse(arguments);
  } catch (const CLI::ParseError& error) {
    std::ostringstream standard;
    std::ostringstream errors;
    const int status = app.exit(error, standard, errors);
    return std::unexpected(EarlyExit{status == 0 ? 0 : 2, standard.str(), errors.str()});
  }
  options.config_file_given = app.count("-c") > 0;
  if (v4 != v6) options.family = v4 ? base::IpFamily::v4 : base::IpFamily::v6;
  options.foreground = options.foreground || options.debug_level > 0;
  return options;
}

namespace {

void set_variable(config::Config& config, const config::Variable& variable) {
  const auto known = std::ranges::find(config.variables, variable.name, &config::Variable::name);
  if (known != config.variables.end()) {
    *known = variable;
  } else {
    config.variables.push_back(variable);
  }
}

}  // namespace

void apply(const Options& options, config::Config& config) {
  if (options.driftfile) config.driftfile = options.driftfile;
  if (options.logfile) config.logfile = options.logfile;
  if (options.pidfile) config.pidfile = options.pidfile;
  if (options.keyfile) config.keys_file = options.keyfile;
  if (options.statsdir) config.statsdir = options.statsdir;
  if (options.auth_required) config.switches.auth = *options.auth_required;
  if (options.broadcast_sync) config.switches.bclient = true;
  if (options.propagation_delay_s) config.broadcast_client.delay_s = options.propagation_delay_s;
  for (const std::uint32_t key : options.trusted_keys) config::add_keys(config.trusted_keys, {key, key});
  for (const config::Variable& variable : options.variables) set_variable(config, variable);
  auto& discipline = config.discipline;
  discipline.allow_first_panic = discipline.allow_first_panic || options.panic_gate;
  discipline.step_first = discipline.step_first || options.force_step_once;
  discipline.slew_only = discipline.slew_only || options.slew;
  discipline.one_shot = discipline.one_shot || options.quit;
  if (!options.interfaces.empty()) config.interfaces.clear();
  for (const std::string& what : options.interfaces) {
    config.interfaces.push_back({config::InterfaceAction::listen, what, {"command line", 0, 0}});
  }
  for (const std::string& host : options.servers) {
    config::AssociationLine line{.host = host, .family = {}, .options = {}, .place = {"command line", 0, 0}};
    line.options.iburst = true;
    config.associations.push_back(line);
  }
  if (!options.family) return;
  for (auto& line : config.associations) {
    if (!line.family) line.family = options.family;
  }
}

}  // namespace foliot::daemon

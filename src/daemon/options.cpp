#include "daemon/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

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
  app.add_option("--clock", options.virtual_clock, "steer the virtual clock in this file, not the machine's");
  app.add_option("server", options.servers, "servers to follow besides those of the configuration file");
}

void add_flags(CLI::App& app, Options& options) {
  app.add_flag("-g,--panicgate", options.panic_gate, "allow the first adjustment to be big");
  app.add_flag("-G,--force-step-once", options.force_step_once, "step any initial offset correction");
  app.add_flag("-n,--nofork", options.foreground, "do not fork");
  app.add_flag("-N,--nice", options.nice, "run at high priority");
  app.add_flag("-q,--quit", options.quit, "set the time and quit");
  app.add_flag("-x,--slew", options.slew, "slew up to 600 seconds");
  app.add_flag("-d,--debug-level", options.debug_level, "increase the debug verbosity; stay in the foreground");
  app.add_option("-D,--set-debug-level", options.debug_level, "set the debug verbosity");
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
  flag("-a,--authreq", "(no effect) require crypto authentication");
  flag("-A,--authnoreq", "(no effect) do not require crypto authentication");
  flag("-b,--bcastsync", "(no effect) allow syncing to broadcast servers");
  flag("-L,--novirtualips", "(no effect) do not listen to virtual interfaces");
  flag("-m,--mdns", "(no effect) register with mDNS");
  flag("-M,--modifymmtimer", "(no effect) modify the multimedia timer");
  flag("--usepcc", "(no effect) use the CPU cycle counter");
  option("-r,--propagationdelay", "(no effect) broadcast propagation delay");
  option("-t,--trustedkey", "(no effect) trusted key number");
  option("-U,--updateinterval", "(no effect) interval between interface scans");
  option("-v,--var", "(no effect) make ARG an ntp variable (RW)");
  option("--dvar", "(no effect) make ARG an ntp variable (RW|DEF)");
  option("--saveconfigquit", "(no effect) save parsed configuration and quit");
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
  app.set_version_flag("--version", version_text());
  app.set_help_flag("-?,--help,--more-help", "print this help");
  app.add_flag("-4,--ipv4", v4, "IPv4 only");
  app.add_flag("-6,--ipv6", v6, "IPv6 only");
  add_selected(app, options);
  add_flags(app, options);
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

void apply(const Options& options, config::Config& config) {
  if (options.driftfile) config.driftfile = options.driftfile;
  if (options.logfile) config.logfile = options.logfile;
  if (options.pidfile) config.pidfile = options.pidfile;
  if (options.keyfile) config.keys_file = options.keyfile;
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

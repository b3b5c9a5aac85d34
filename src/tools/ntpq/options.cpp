#include "tools/ntpq/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "tools/cli/command_line.hpp"
#include "tools/ntpq/text.hpp"

namespace foliot::ntpq {
namespace {

void show_names(Options& options, bool looked_up, bool supplied) {
  options.numeric = !looked_up;
  options.supplied_names = supplied;
}

void add_options(CLI::App& app, Options& options) {
  app.add_flag_callback(
      "-V", [] { throw CLI::CallForVersion(cli::version_text("ntpq"), 0); }, "Print the version and exit");
  auto* v4 = app.add_flag_callback(
      "-4,--ipv4", [&] { options.family = FamilyChoice::v4; }, "Use IPv4 only");
  auto* v6 = app.add_flag_callback(
      "-6,--ipv6", [&] { options.family = FamilyChoice::v6; }, "Use IPv6 only");
  v4->excludes(v6);
  app.add_option_function<std::string>(
         "-c,--command", [&](const std::string& command) { options.commands.push_back(command); },
         "Run a command and exit; may be given several times")
      ->take_all()
      ->trigger_on_parse()
      ->type_name("CMD");
  app.add_flag_callback(
         "-p,--peers", [&] { options.commands.emplace_back("peers"); }, "Print a list of the peers")
      ->trigger_on_parse();
  app.add_flag("-d,--debug-level", options.debug_level, "Increase the debug level");
  app.add_option("-D,--set-debug-level", options.debug_level, "Set the debug level");
  app.add_flag("-i,--interactive", options.interactive, "Force interactive operation");
  app.add_flag_callback(
      "-n,--numeric", [&] { show_names(options, false, false); }, "Show addresses instead of names");
  app.add_flag_callback(
      "-S,--srcnumber", [&] { show_names(options, false, true); },
      "Show names that the server was told to follow, and addresses of the others");
  app.add_flag_callback(
      "-s,--srcname", [&] { show_names(options, true, false); },
      "Show names that the server was told to follow, and look up those of the others");
  app.add_flag("-w,--wide", options.wide, "Show the whole name of each remote");
  app.add_option("-W,--width", options.width, "Give names the room of a screen of this width")
      ->check(CLI::Range(20, 1000));
  app.add_flag("-u,--units", options.units, "Show times and frequencies with units");
  app.add_option_function<std::string>(
         "-r,--refid", [&](const std::string& form) { options.reference_hash = form == "hash"; },
         "Show reference ids that are addresses as hash or as ipv4")
      ->check(CLI::IsMember({"hash", "ipv4"}));
  app.add_option("-l,--logfile", options.log_file, "Write debug messages to this file");
  app.add_flag("--watch", options.watch, "Show the sources again and again; with -i SECONDS, so often");
  app.add_option("--interval", options.interval_s, "Seconds between two looks of --watch; 2 when none is given")
      ->check(CLI::Range(0.1, 86400.0));
  app.add_option("--count", options.count, "End --watch after so many looks")->check(CLI::Range(1, 1'000'000'000));
  app.add_flag("--old-rv", options.old_rv, "Always show the status line with rv");
  app.add_flag("--json", options.json, "Print one JSON object for each command and server");
  app.add_option("-P,--port", options.port, "The UDP port of the servers")->check(CLI::Range(1, 65535));
  app.add_option("-a,--authentication", options.key_id, "Authenticate changes with this key of the key file")
      ->check(CLI::Range(1, 65535));
  app.add_option("-k,--keyfile", options.key_file, "The key file; /etc/ntp.keys when none is given");
  app.add_option("host", options.hosts, "Servers to ask; localhost when none is given");
}

/// With --watch, `-i 5` is the interval and not the wish to type.
void read_watch_interval(std::vector<std::string>& arguments) {
  if (std::ranges::find(arguments, "--watch") == arguments.end()) return;
  for (std::size_t i = 0; i + 1 < arguments.size(); ++i) {
    if (arguments[i] == "-i" && parse_decimal(arguments[i + 1])) arguments[i] = "--interval";
  }
}

}  // namespace

CommandLine parse_command_line(std::vector<std::string> arguments) {
  CommandLine line;
  CLI::App app{"ntpq - standard NTP query program", "ntpq"};
  add_options(app, line.options);
  read_watch_interval(arguments);
  if (const auto ending = cli::parse(app, std::move(arguments))) line.exit_status = cli::finish(*ending);
  if (line.options.hosts.empty()) line.options.hosts.emplace_back("localhost");
  return line;
}

}  // namespace foliot::ntpq

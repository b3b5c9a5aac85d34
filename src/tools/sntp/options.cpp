#include "tools/sntp/options.hpp"

#include <CLI/CLI.hpp>

#include "tools/oneshot/server.hpp"

namespace foliot::sntp {
namespace {

constexpr int kFailed = 1;  // what the programs that this one replaces end with

/// Numbers as they are typed.
struct Numbers {
  int gap_ms = 50;
  double timeout_s = 5;
  int step_limit_ms = 0;
  std::vector<std::string> concurrent;
  std::string ignored;
  bool flag = false;
};

void add_what_is_asked(CLI::App& app, Options& options, Numbers& numbers) {
  app.add_flag_callback(
      "-4,--ipv4", [&] { options.family = base::IpFamily::v4; }, "Look names up in IPv4 only");
  app.add_flag_callback(
      "-6,--ipv6", [&] { options.family = base::IpFamily::v6; }, "Look names up in IPv6 only");
  app.add_option("-a,--authentication", options.key_id, "Authenticate with this key of the key file")
      ->type_name("KEY")
      ->check(CLI::Range(1, 65535));
  app.add_option("-k,--keyfile", options.key_file, "The key file")->type_name("FILE");
  app.add_option("-c,--concurrent", numbers.concurrent, "Ask this server too; may be given several times")
      ->type_name("HOST")
      ->allow_extra_args(false);
  app.add_option("-g,--gap", numbers.gap_ms, "Milliseconds between requests; 50 when none are given")
      ->type_name("MS")
      ->check(CLI::Range(0, 60'000));
  app.add_option("-o,--ntpversion", options.version, "The NTP version of the requests; 4 when none is given")
      ->type_name("VERSION")
      ->check(CLI::Range(1, 4));
  app.add_option("-p,--samples", options.samples, "Samples of each server, 1 to 8; 1 when none is given")
      ->type_name("SAMPLES")
      ->check(CLI::Range(1, static_cast<int>(oneshot::kMostSamples)));
  app.add_flag("-r,--usereservedport", options.service_port, "Send from port 123");
  app.add_option("-t,-u,--timeout,--uctimeout", numbers.timeout_s,
                 "Seconds to wait for an answer; 5 when none are given")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.1, 3600.0));
  app.add_option("--port", options.port, "The UDP port of the servers")->type_name("PORT")->check(CLI::Range(1, 65535));
  app.add_option("server", options.servers, "Names or addresses of servers; localhost when none is given");
}

void add_what_is_done(CLI::App& app, Options& options, Numbers& numbers) {
  app.add_flag("-S,--step", options.step, "Step the clock");
  app.add_flag("-s,--slew", options.slew, "Slew the clock");
  app.add_option("-M,--steplimit", numbers.step_limit_ms,
                 "With -S and -s: slew up to so many milliseconds, step beyond")
      ->type_name("MS")
      ->check(CLI::Range(0, 2'000'000'000));
  app.add_option("--clock", options.clock_file, "Set this virtual clock instead of the machine's")->type_name("FILE");
  app.add_flag("-d,--debug", options.debug, "Show the four timestamps; may be given several times");
  app.add_option("-D,--set-debug-level", options.debug, "Set how much to show")->type_name("LEVEL");
  app.add_flag("-j,--json", options.json, "Print one JSON object");
  app.add_option("-l,--logfile", options.log_file, "Write messages to this file")->type_name("FILE");
  app.add_option("-K,--kod", numbers.ignored, "Accepted for old scripts; kisses are not kept")->type_name("FILE");
  app.add_flag("-w,--wait", numbers.flag, "Accepted for old scripts; answers are always waited for");
  app.add_flag("-W,--nowait", numbers.flag, "Accepted for old scripts, without effect");
}

}  // namespace

CommandLine parse_command_line(std::vector<std::string> arguments) {
  CommandLine line;
  Numbers numbers;
  Options& options = line.options;
  CLI::App app{"sntp - ask NTP servers once, and set the clock if asked to", "sntp"};
  app.set_help_flag("-h,-?,--help", "Print this help message and exit");
  add_what_is_asked(app, options, numbers);
  add_what_is_done(app, options, numbers);
  line.ending = cli::parse(app, std::move(arguments), kFailed);
  if (!line.ending && options.key_id && options.key_file.empty()) {
    line.ending = cli::Ending{.exit_status = kFailed, .errors = "-a option requires -k.\n"};
  }
  options.gap = Interval::from_nanoseconds(std::int64_t{numbers.gap_ms} * 1'000'000);
  options.timeout = Interval::from_seconds(numbers.timeout_s);
  options.step_limit = Interval::from_nanoseconds(std::int64_t{numbers.step_limit_ms} * 1'000'000);
  options.servers.insert(options.servers.begin(), numbers.concurrent.begin(), numbers.concurrent.end());
  if (options.servers.empty()) options.servers.emplace_back("localhost");
  return line;
}

}  // namespace foliot::sntp

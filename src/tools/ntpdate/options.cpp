#include "tools/ntpdate/options.hpp"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>

#include "tools/ntpq/text.hpp"
#include "tools/oneshot/server.hpp"

namespace foliot::ntpdate {
namespace {

constexpr int kWrongUsage = 2;
constexpr double kTick_s = 0.2;
constexpr std::string_view kUsage =
    "usage: ntpdate [-46bBdqsuv] [-a key#] [-e delay] [-k file] [-p samples] [-o version#] [-t timeo] server ...\n";

/// Words whose complaints are not those of the library.
struct Words {
  std::string samples = "4";
  std::string timeout = "2";
  std::string sealing_delay = "0";
};

void add_setting_options(CLI::App& app, Options& options) {
  app.add_flag_callback(
      "-4,--ipv4", [&] { options.family = base::IpFamily::v4; }, "Look names up in IPv4 only");
  app.add_flag_callback(
      "-6,--ipv6", [&] { options.family = base::IpFamily::v6; }, "Look names up in IPv6 only");
  app.add_flag_callback(
      "-b", [&] { options.rule = SetRule::step; }, "Always step the clock");
  app.add_flag_callback(
      "-B", [&] { options.rule = SetRule::slew; }, "Always slew the clock, however long it takes");
  app.add_flag("-d", options.debug, "Go through all the steps, print them, and leave the clock alone");
  app.add_flag("-q", options.query_only, "Print what the servers say, and leave the clock alone");
  app.add_flag("-s", options.to_syslog, "Log to syslog instead of standard output");
  app.add_flag("-u", options.unprivileged_port, "Send from an unprivileged port");
  app.add_flag("-v", options.verbose, "Log the version");
  app.add_flag("--json", options.json, "Print one JSON object instead of text");
}

void add_value_options(CLI::App& app, Options& options, Words& words) {
  app.add_option("-a", options.key_id, "Authenticate with this key of the key file")->check(CLI::Range(1, 65535));
  app.add_option("-e", words.sealing_delay, "Seconds that sealing a request takes")->type_name("SECONDS");
  app.add_option("-k", options.key_file, "The key file; /etc/ntp.keys when none is given")->type_name("FILE");
  app.add_option("-o", options.version, "The NTP version of the requests; 4 when none is given")
      ->check(CLI::Range(1, 4));
  app.add_option("-p", words.samples, "Samples of each server, 1 to 8; 4 when none is given")->type_name("SAMPLES");
  app.add_option("-t", words.timeout, "Seconds to wait for an answer; 2 when none is given")->type_name("SECONDS");
  app.add_option("--clock", options.clock_file, "Set this virtual clock instead of the machine's")->type_name("FILE");
  app.add_option("--port", options.port, "The UDP port of the servers")->check(CLI::Range(1, 65535));
  app.add_option("server", options.servers, "Names or addresses of servers");
}

/// What is wrong with a word; empty: nothing.
std::string take_words(const Words& words, Options& options) {
  const auto samples = ntpq::parse_integer(words.samples);
  if (!samples || *samples < 1 || *samples > static_cast<int>(oneshot::kMostSamples)) {
    return fmt::format("ntpdate: number of samples ({}) is invalid\n", ntpq::escaped(words.samples));
  }
  options.samples = static_cast<int>(*samples);
  const auto timeout_s = ntpq::parse_decimal(words.timeout);
  if (!timeout_s || *timeout_s < 0 || *timeout_s > 3600) {
    return fmt::format("ntpdate: timeout {} is undecodeable\n", ntpq::escaped(words.timeout));
  }
  options.timeout = Interval::from_seconds(std::max(1.0, std::round(*timeout_s / kTick_s) * kTick_s));
  const auto delay_s = ntpq::parse_decimal(words.sealing_delay);
  if (!delay_s || *delay_s < 0 || *delay_s >= 1) {
    return fmt::format("ntpdate: encryption delay {} is unlikely\n", ntpq::escaped(words.sealing_delay));
  }
  options.sealing_delay = Interval::from_seconds(*delay_s);
  return {};
}

}  // namespace

CommandLine parse_command_line(std::vector<std::string> arguments) {
  CommandLine line;
  Words words;
  CLI::App app{"ntpdate - set the clock once from NTP servers", "ntpdate"};
  add_setting_options(app, line.options);
  add_value_options(app, line.options, words);
  line.ending = cli::parse(app, std::move(arguments), kWrongUsage);
  if (!line.ending) {
    const std::string problem = take_words(words, line.options);
    if (!problem.empty()) line.ending = cli::Ending{.exit_status = kWrongUsage, .output = {}, .errors = problem};
  }
  if (line.ending && line.ending->exit_status == kWrongUsage) line.ending->errors += kUsage;
  return line;
}

}  // namespace foliot::ntpdate

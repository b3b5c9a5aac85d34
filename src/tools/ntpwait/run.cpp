#include "tools/ntpwait/run.hpp"

#include <CLI/CLI.hpp>
#include <ostream>

#include "control/status_word.hpp"
#include "tools/monitor/reader.hpp"

namespace foliot::ntpwait {
namespace {

constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;
constexpr std::string_view kSpinner = "*+:.";

}  // namespace

CommandLine parse_command_line(std::vector<std::string> arguments) {
  CommandLine line;
  CLI::App app{"ntp-wait - wait until ntpd has synchronised the clock", "ntp-wait"};
  app.add_option("-n,--tries", line.options.tries, "How often to look; 100 times when none is given")
      ->type_name("TRIES")
      ->check(CLI::Range(1, 1'000'000));
  app.add_option("-s,--sleep", line.options.sleep_s, "Seconds between two looks; 6 when none are given")
      ->type_name("SECONDS")
      ->check(CLI::Range(0, 86'400));
  app.add_flag("-v,--verbose", line.options.verbose, "Show what is going on");
  app.add_option("--port", line.options.port, "The UDP port of the daemon")
      ->type_name("PORT")
      ->check(CLI::Range(1, 65535));
  line.ending = cli::parse(app, std::move(arguments), kWrongUsage);
  return line;
}

int run(const Options& options, ntpq::Client& client, std::ostream& out,
        const std::function<void(int seconds)>& sleep) {
  if (options.verbose) out << "Waiting for ntpd to synchronize...  " << std::flush;
  const auto tell = [&](std::string_view text) {
    if (options.verbose) out << '\b' << text << std::flush;
  };
  for (int i = 1; i <= options.tries; ++i) {
    const auto opened = client.open("localhost", ntpq::FamilyChoice::any);
    const auto system = opened ? monitor::read_variables(client, 0) : std::unexpected(ntpq::Failure{});
    if (!system) {
      tell("ntpd is not running!\n");
      return kFailed;
    }
    if (control::SystemStatus::decode(system->status).leap != LeapIndicator::unsynchronized) {
      tell("OK!\n");
      return 0;
    }
    tell(kSpinner.substr(static_cast<std::size_t>(i) % kSpinner.size(), 1));
    if (i < options.tries) sleep(options.sleep_s);
  }
  tell("No!\nntpd did not synchronize.\n");
  return kFailed;
}

}  // namespace foliot::ntpwait

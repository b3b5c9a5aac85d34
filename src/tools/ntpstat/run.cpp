#include "tools/ntpstat/run.hpp"

#include <CLI/CLI.hpp>

#include "base/ip_address.hpp"
#include "control/status_word.hpp"
#include "tools/monitor/reader.hpp"

namespace foliot::ntpstat {
namespace {

constexpr std::int64_t kTimeout_ms = 1000;
constexpr int kLongestPoll_log2_s = 17;
constexpr int kUnspecified = 0;

void read_system(const monitor::Variables& system, Facts& facts) {
  const auto status = control::SystemStatus::decode(system.status);
  facts.synchronised = status.leap != LeapIndicator::unsynchronized;
  facts.restarting = status.last_event == control::SystemEvent::restart;
  facts.source = static_cast<int>(status.source);
  if (const auto stratum = system.integer("stratum"); stratum && *stratum >= 0 && *stratum <= 16) {
    facts.stratum = static_cast<int>(*stratum);
  }
  const auto delay_ms = system.decimal("rootdelay");
  auto dispersion_ms = system.decimal("rootdisp");
  if (!dispersion_ms) dispersion_ms = system.decimal("rootdispersion");  // as old daemons call it
  if (delay_ms && dispersion_ms) facts.max_error_ms = *delay_ms / 2 + *dispersion_ms;
}

void read_peer(const monitor::Variables& peer, Facts& facts) {
  if (const auto text = peer.text("srcadr")) {
    const auto address = base::IpAddress::parse(*text);
    if (address) facts.address = address->to_string();
    // ntpsec's daemon calls every source unspecified.
    const bool is_host = address && !address->is_reference_clock() && !address->is_unspecified();
    if (facts.source == kUnspecified && is_host) facts.source = kNtpServer;
  }
  if (const auto poll = peer.integer("hpoll"); poll && *poll >= 0 && *poll <= kLongestPoll_log2_s) {
    facts.poll_s = std::int64_t{1} << *poll;
  }
}

}  // namespace

CommandLine parse_command_line(std::vector<std::string> arguments) {
  CommandLine line;
  CLI::App app{"ntpstat - show whether the clock is synchronised", "ntpstat"};
  app.add_option("-m,--maxerror", line.options.allowed_ms, "End with status 1 when the error may be more than this, ms")
      ->type_name("MS")
      ->check(CLI::NonNegativeNumber);
  app.add_flag("--json", line.options.json, "Print one JSON object");
  app.add_option("--port", line.options.port, "The UDP port of the daemon")
      ->type_name("PORT")
      ->check(CLI::Range(1, 65535));
  line.ending = cli::parse(app, std::move(arguments), kWrongUsage);
  return line;
}

std::optional<Facts> read_facts(ntpq::Client& client) {
  const auto system = monitor::read_variables(client, 0);
  if (!system) return std::nullopt;
  Facts facts;
  read_system(*system, facts);
  const auto peer_id = system->integer("peer");
  if (!peer_id || *peer_id <= 0 || *peer_id > 0xffff) return facts;
  const auto peer = monitor::read_variables(client, static_cast<std::uint16_t>(*peer_id));
  if (peer) read_peer(*peer, facts);
  return facts;
}

cli::Ending run(const Options& options, ntpq::Client& client) {
  client.primary_timeout_ms = client.secondary_timeout_ms = kTimeout_ms;
  for (const char* host : {"127.0.0.1", "::1"}) {
    if (!client.open(host, ntpq::FamilyChoice::any)) continue;
    const auto facts = read_facts(client);
    if (!facts) continue;
    const Report report =
        options.json ? make_json_report(*facts, options.allowed_ms) : make_report(*facts, options.allowed_ms);
    return {.exit_status = report.exit_status, .output = report.text};
  }
  return {.exit_status = kUnreachable, .errors = "Unable to talk to NTP daemon. Is it running?\n"};
}

}  // namespace foliot::ntpstat

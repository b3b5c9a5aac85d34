#include "tools/ntptrace/run.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <nlohmann/json.hpp>
#include <ostream>
#include <set>

#include "tools/monitor/reader.hpp"
#include "tools/ntpq/text.hpp"

namespace foliot::ntptrace {
namespace {

constexpr int kWrongUsage = 2;
constexpr std::int64_t kUnsynchronised = 16;

struct Hop {
  std::string name;
  std::int64_t stratum = 0;
  double offset_s = 0;
  double distance_s = 0;
  std::string reference_id;
};

std::optional<Hop> read_hop(const monitor::Variables& system, const std::string& name) {
  const auto stratum = system.integer("stratum");
  if (!stratum) return std::nullopt;
  const auto seconds = [&](std::string_view variable) {
    return system.decimal(variable).value_or(std::nan("")) / 1000;  // they come in ms
  };
  return Hop{.name = ntpq::escaped(name),
             .stratum = *stratum,
             .offset_s = seconds("offset"),
             .distance_s = seconds("rootdisp") + seconds("rootdelay") / 2,
             .reference_id = ntpq::escaped(system.text("refid").value_or(""))};
}

std::string line_of(const Hop& hop) {
  std::string line = fmt::format("{}: stratum {}, offset {:f}, synch distance {:f}", hop.name, hop.stratum,
                                 hop.offset_s, hop.distance_s);
  if (hop.stratum == 1) line += fmt::format(", refid '{}'", hop.reference_id);
  return line + '\n';
}

std::string json_of(const Hop& hop) {
  const nlohmann::json object{{"host", hop.name},
                              {"stratum", hop.stratum},
                              {"offset_s", hop.offset_s},
                              {"sync_distance_s", hop.distance_s},
                              {"refid", hop.reference_id}};
  return object.dump() + '\n';
}

/// Whom the host follows; nothing when that is no host.
std::optional<base::IpAddress> next_host(ntpq::Client& client, const monitor::Variables& system) {
  const auto id = system.integer("peer");
  if (!id || *id <= 0 || *id > 0xffff) return std::nullopt;
  const auto peer = monitor::read_variables(client, static_cast<std::uint16_t>(*id), "srcadr");
  const auto text = peer ? peer->text("srcadr") : std::nullopt;
  const auto address = text ? base::IpAddress::parse(*text) : std::nullopt;
  if (!address || address->is_reference_clock() || address->is_unspecified()) return std::nullopt;
  return address;
}

}  // namespace

CommandLine parse_command_line(std::vector<std::string> arguments) {
  CommandLine line;
  Options& options = line.options;
  CLI::App app{"ntptrace - trace a chain of NTP servers back to the source", "ntptrace"};
  app.add_flag("-n,--numeric", options.numeric, "Show addresses instead of names");
  app.add_option("-m,--max-hosts", options.max_hosts, "How many hosts to show at most; 99 when none is given")
      ->type_name("HOSTS")
      ->check(CLI::Range(1, 1000));
  app.add_option("-r,--host", options.host, "Where to begin; this host when none is given")->type_name("HOST");
  app.add_flag("--json", options.json, "Print one JSON object for each host");
  app.add_option("--port", options.port, "The UDP port of the servers")->type_name("PORT")->check(CLI::Range(1, 65535));
  app.add_option("server", options.host, "The same as -r");
  line.ending = cli::parse(app, std::move(arguments), kWrongUsage);
  return line;
}

int run(const Options& options, ntpq::Client& client,
        const std::function<std::optional<std::string>(const base::IpAddress&)>& name_of, const Streams& streams) {
  std::string host = options.host;
  std::set<std::string> seen;
  for (int count = 1; count <= options.max_hosts && seen.insert(host).second; ++count) {
    const auto opened = client.open(host, ntpq::FamilyChoice::any);
    if (!opened) {
      *streams.err << "ntptrace: cannot reach " << ntpq::escaped(host) << '\n';
      return count == 1 ? 1 : 0;
    }
    const auto system = monitor::read_variables(client, 0);
    if (!system) {
      *streams.err << ntpq::escaped(host) << ": " << ntpq::failure_text(system.error(), 0, client.reason()) << '\n';
      return count == 1 ? 1 : 0;
    }
    const auto address = base::IpAddress::parse(host);
    const auto name = address && !options.numeric ? name_of(*address) : std::nullopt;
    const auto hop = read_hop(*system, name.value_or(host));
    if (!hop) return 0;
    *streams.out << (options.json ? json_of(*hop) : line_of(*hop)) << std::flush;
    if (hop->stratum <= 1 || hop->stratum >= kUnsynchronised) return 0;
    const auto next = next_host(client, *system);
    if (!next) return 0;
    host = next->to_string();
  }
  return 0;
}

}  // namespace foliot::ntptrace

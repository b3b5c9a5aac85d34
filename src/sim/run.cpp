#include "sim/run.hpp"

#include <algorithm>
#include <set>

#include "config/parser.hpp"

namespace foliot::sim {
namespace {

/// Beyond so many seconds the clock is looked at less often.
constexpr double kLongRun_s = 500'000;
constexpr double kLongPace_s = 16;

using association::AssociationKind;

config::AssociationLine follow(const ServerModel& server) {
  config::AssociationLine line{.host = server.host, .family = {}, .options = {}, .place = {}};
  line.options.iburst = true;
  return line;
}

/// Hands the servers of the world out to the hosts of a configuration.
class Directory {
 public:
  explicit Directory(const std::vector<ServerModel>& servers) : servers_(servers) {}

  [[nodiscard]] const ServerModel* find(const std::string& host) const {
    const auto found = std::ranges::find_if(
        servers_, [&](const ServerModel& server) { return server.name == host || server.host == host; });
    return found == servers_.end() ? nullptr : &*found;
  }
  void claim(const ServerModel& server) { claimed_.insert(server.host); }
  [[nodiscard]] const ServerModel* next_free() const {
    const auto free =
        std::ranges::find_if(servers_, [&](const ServerModel& server) { return !claimed_.contains(server.host); });
    return free == servers_.end() ? nullptr : &*free;
  }

 private:
  const std::vector<ServerModel>& servers_;
  std::set<std::string> claimed_;
};

bool is_network(const config::AssociationLine& line) {
  return line.options.kind != AssociationKind::local_clock;
}

void place_line(config::AssociationLine& line, Directory& directory, NameBook& names) {
  const ServerModel* const known = directory.find(line.host);
  const ServerModel* const server = known != nullptr ? known : directory.next_free();
  if (server == nullptr) return;
  directory.claim(*server);
  if (base::IpAddress::parse(line.host)) {
    line.host = server->host;
  } else {
    names[line.host] = {*base::IpAddress::parse(server->host)};
  }
}

void place_pool(const config::AssociationLine& line, Directory& directory, NameBook& names) {
  while (const ServerModel* const server = directory.next_free()) {
    directory.claim(*server);
    names[line.host].push_back(*base::IpAddress::parse(server->host));
  }
}

NameBook place_hosts(config::Config& config, const std::vector<ServerModel>& servers) {
  NameBook names;
  Directory directory(servers);
  const auto is_pool = [](const auto& line) { return line.options.kind == AssociationKind::pool; };
  for (const auto& line : config.associations) {
    const ServerModel* const known = directory.find(line.host);
    if (known != nullptr && !is_pool(line)) directory.claim(*known);
  }
  for (auto& line : config.associations) {
    if (is_network(line) && !is_pool(line)) place_line(line, directory, names);
  }
  for (const auto& line : config.associations) {
    if (is_pool(line)) place_pool(line, directory, names);
  }
  return names;
}

void apply(const DaemonFlags& flags, discipline::DisciplineOptions& discipline) {
  discipline.allow_first_panic = discipline.allow_first_panic || flags.panic_gate;
  discipline.step_first = discipline.step_first || flags.step_first;
  discipline.slew_only = discipline.slew_only || flags.slew;
}

}  // namespace

ClientConfig make_client_config(const WorldFile& world, const RunOptions& options) {
  ClientConfig client;
  if (options.config) {
    client.config = *options.config;
  } else {
    auto parsed = config::parse(world.config_text, "config");
    client.config = std::move(parsed.config);
    client.findings = std::move(parsed.findings);
  }
  if (std::ranges::none_of(client.config.associations, is_network)) {
    for (const ServerModel& server : world.scene.servers) client.config.associations.push_back(follow(server));
  }
  const auto& poll = options.poll ? options.poll : world.poll;
  for (auto& line : client.config.associations) {
    if (!poll) break;
    line.options.minpoll = poll->low;
    line.options.maxpoll = poll->high;
  }
  apply(world.flags, client.config.discipline);
  client.names = place_hosts(client.config, world.scene.servers);
  return client;
}

RunResult run(const WorldFile& file, const RunOptions& options) {
  ClientConfig client = make_client_config(file, options);
  const double duration_s = options.duration_s.value_or(file.duration_s);
  World world(client.config, file.scene, options.seed, std::move(client.names));
  Recorder recorder(world, std::min(file.from_s.value_or(duration_s / 2), duration_s), file.settled_within_s);
  const double pace_s = duration_s > kLongRun_s ? kLongPace_s : 1;
  world.run(duration_s, pace_s, [&] {
    recorder.observe();
    if (options.watch) options.watch(world);
  });
  RunResult result{recorder.report(), recorder.glances()};
  result.report.world = file.title;
  result.report.seed = options.seed;
  return result;
}

}  // namespace foliot::sim

#include "sim/world_file.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "base/ip_address.hpp"
#include "sim/world_words.hpp"

namespace foliot::sim {
namespace {

/// The word that must name something said elsewhere in the file, kept for the check at its end.
struct Reference {
  std::string name;
  int line = 0;
};

/// A path without any words: 1 ms each way.
PathModel quiet_path() {
  PathModel path;
  path.jitter_up = path.jitter_down = JitterModel{};
  return path;
}

class WorldParser {
 public:
  void read_line(std::string_view text, int number);
  [[nodiscard]] std::expected<WorldFile, std::vector<WorldError>> finish();

 private:
  using Statement = void (WorldParser::*)(LineReader& in);

  [[nodiscard]] static Statement find_statement(std::string_view word);
  void read_world(LineReader& in) { file_.title = in.word("a title in quotes"); }
  void read_start(LineReader& in) { file_.scene.start = read_date(in); }
  void read_duration(LineReader& in) { file_.duration_s = in.quantity(Unit::seconds, 1, kLongest_s); }
  void read_from(LineReader& in) { file_.from_s = in.quantity(Unit::seconds, 0, kLongest_s); }
  void read_settle(LineReader& in) { file_.settled_within_s = in.quantity(Unit::seconds, 1e-9, 1e9); }
  void read_poll(LineReader& in);
  void read_config(LineReader& in);
  void read_daemon(LineReader& in);
  void read_drift(LineReader& in);
  void read_client(LineReader& in);
  void read_leapfile(LineReader& in) { file_.scene.client.leap_table = read_leap_table(in); }
  void read_oscillator(LineReader& in);
  void read_thermal(LineReader& in);
  void read_path(LineReader& in);
  void read_congestion(LineReader& in);
  void read_outage(LineReader& in);
  void read_server(LineReader& in);
  void read_own_server_word(LineReader& in, ServerModel& server);
  void read_at(LineReader& in);
  void read_attack(LineReader& in);
  void read_expect(LineReader& in);
  void add(WorldError error);
  void check_names();
  PathModel* known_path(LineReader& in);

  WorldFile file_;
  std::map<std::string, PathModel, std::less<>> paths_;
  std::vector<Reference> path_references_;
  std::vector<Reference> server_references_;
  std::vector<WorldError> errors_;
};

WorldParser::Statement WorldParser::find_statement(std::string_view word) {
  constexpr std::array<std::pair<std::string_view, Statement>, 18> kStatements{{
      {"world", &WorldParser::read_world},
      {"start", &WorldParser::read_start},
      {"duration", &WorldParser::read_duration},
      {"from", &WorldParser::read_from},
      {"settle", &WorldParser::read_settle},
      {"poll", &WorldParser::read_poll},
      {"config", &WorldParser::read_config},
      {"daemon", &WorldParser::read_daemon},
      {"drift", &WorldParser::read_drift},
      {"client", &WorldParser::read_client},
      {"leapfile", &WorldParser::read_leapfile},
      {"oscillator", &WorldParser::read_oscillator},
      {"path", &WorldParser::read_path},
      {"congestion", &WorldParser::read_congestion},
      {"outage", &WorldParser::read_outage},
      {"server", &WorldParser::read_server},
      {"at", &WorldParser::read_at},
      {"attacker", &WorldParser::read_attack},
  }};
  const auto found = std::ranges::find(kStatements, word, [](const auto& one) { return one.first; });
  if (found != kStatements.end()) return found->second;
  return word == "expect" ? &WorldParser::read_expect : nullptr;
}

void WorldParser::read_line(std::string_view text, int number) {
  LineReader in(text, number);
  if (in.done()) return;
  const Statement statement = find_statement(in.word(""));
  if (statement == nullptr) {
    in.fail(
        "world, start, duration, from, settle, poll, config, daemon, drift, client, leapfile, oscillator, path, "
        "congestion, "
        "outage, server, at, attacker or expect");
  } else {
    (this->*statement)(in);
  }
  if (!in.done()) in.fail_next("nothing more on this line");
  if (in.error()) add(*in.error());
}

void WorldParser::add(WorldError error) {
  if (errors_.size() < kMostWorldErrors) errors_.push_back(std::move(error));
}

void WorldParser::read_poll(LineReader& in) {
  const int low = in.integer(PollExponent::kLowest, PollExponent::kHighest);
  const int high = in.done() ? low : in.integer(low, PollExponent::kHighest);
  file_.poll = PollRange{PollExponent(low), PollExponent(high)};
}

void WorldParser::read_config(LineReader& in) {
  if (in.done()) in.fail_next("a line of ntp.conf");
  file_.config_text += std::string(in.rest()) + '\n';
}

void WorldParser::read_daemon(LineReader& in) {
  while (!in.done()) {
    if (in.take("-g")) {
      file_.flags.panic_gate = true;
    } else if (in.take("-G")) {
      file_.flags.step_first = true;
    } else if (in.take("-x")) {
      file_.flags.slew = true;
    } else {
      in.fail_next("-g, -G or -x");
    }
  }
}

void WorldParser::read_drift(LineReader& in) {
  file_.scene.client.drift = Frequency::from_ratio(in.quantity(Unit::frequency, -5e-4, 5e-4));
}

void WorldParser::read_client(LineReader& in) {
  ClientModel& client = file_.scene.client;
  while (!in.done()) {
    if (in.take("precision")) {
      client.precision = static_cast<std::int8_t>(in.integer(-32, 0));
    } else if (in.take("noise")) {
      client.noise_s = in.quantity(Unit::seconds, 0, 1);
    } else if (in.take("kernel-leaps")) {
      client.kernel_leaps = true;
    } else if (in.take("quantum")) {
      client.quantum_s = in.quantity(Unit::seconds, 0, 1);
    } else {
      in.fail_next("precision, noise, quantum or kernel-leaps");
    }
  }
}

void WorldParser::read_oscillator(LineReader& in) {
  OscillatorModel& oscillator = file_.scene.oscillator;
  while (!in.done()) {
    if (in.take("offset")) {
      oscillator.offset_s = in.quantity(Unit::seconds, -1e9, 1e9);
    } else if (in.take("frequency")) {
      oscillator.frequency = Frequency::from_ratio(in.quantity(Unit::frequency, -0.05, 0.05));
    } else if (in.take("wander")) {
      oscillator.wander = in.quantity(Unit::frequency, 0, 1e-3);
    } else if (in.take("thermal")) {
      read_thermal(in);
    } else {
      in.fail_next("offset, frequency, wander or thermal");
    }
  }
}

void WorldParser::read_thermal(LineReader& in) {
  ThermalSine sine;
  sine.amplitude = Frequency::from_ratio(in.quantity(Unit::frequency, 0, 1e-3));
  in.require("every");
  sine.period_s = in.quantity(Unit::seconds, 10, kLongest_s);
  if (in.take("phase")) sine.phase = in.quantity(Unit::number, 0, 1);
  auto& all = file_.scene.oscillator.thermal;
  if (all.size() < 16) all.push_back(sine);
}

void WorldParser::read_path(LineReader& in) {
  SetPath words;
  words.path = in.word("a name for the path");
  read_path_words(in, words);
  if (in.ok()) apply(words, paths_.try_emplace(words.path, quiet_path()).first->second);
}

PathModel* WorldParser::known_path(LineReader& in) {
  const auto found = paths_.find(in.word("the name of a path"));
  if (found != paths_.end()) return &found->second;
  in.fail("the name of a path that stands above");
  return nullptr;
}

void WorldParser::read_congestion(LineReader& in) {
  PathModel* const path = known_path(in);
  Congestion congestion;
  congestion.window = read_window(in);
  while (!in.done()) {
    if (in.take("extra")) {
      congestion.extra_s = in.quantity(Unit::seconds, 0, 100);
    } else if (in.take("jitter")) {
      congestion.jitter = read_jitter(in);
    } else if (in.take("up")) {
      congestion.down = false;
    } else if (in.take("down")) {
      congestion.up = false;
    } else {
      in.fail_next("extra, jitter, up or down");
    }
  }
  if (in.ok() && path != nullptr) path->congestions.push_back(congestion);
}

void WorldParser::read_outage(LineReader& in) {
  PathModel* const path = known_path(in);
  const Window window = read_window(in);
  if (in.ok() && path != nullptr) path->outages.push_back(window);
}

void WorldParser::read_server(LineReader& in) {
  ServerModel server;
  server.name = in.word("a name for the server");
  const auto& known = file_.scene.servers;
  if (std::ranges::find(known, server.name, &ServerModel::name) != known.end()) in.fail("a name not used above");
  if (known.size() >= kMostWorldServers) in.fail("no more than 64 servers");
  server.path_name = "default";
  server.host = "192.0.2." + std::to_string(known.size() + 1);
  SetServer words;
  while (!in.done()) {
    if (!read_server_word(in, words)) read_own_server_word(in, server);
  }
  if (!in.ok()) return;
  apply(words, server);
  path_references_.push_back({server.path_name, in.line()});
  file_.scene.servers.push_back(std::move(server));
}

void WorldParser::read_own_server_word(LineReader& in, ServerModel& server) {
  if (in.take("path")) {
    server.path_name = in.word("the name of a path");
  } else if (in.take("address")) {
    server.host = in.word("an IP address");
    if (!base::IpAddress::parse(server.host)) in.fail("an IP address");
  } else if (in.take("precision")) {
    server.precision = static_cast<std::int8_t>(in.integer(-32, 0));
  } else if (in.take("noise")) {
    server.noise_s = in.quantity(Unit::seconds, 0, 1);
  } else if (in.take("quantum")) {
    server.quantum_s = in.quantity(Unit::seconds, 0, 1);
  } else {
    in.fail_next(
        "path, address, offset, drift, stratum, leap, rootdelay, rootdispersion, precision, noise, quantum, "
        "dead or alive");
  }
}

void WorldParser::read_at(LineReader& in) {
  const Change change = read_change(in);
  if (!in.ok()) return;
  if (const auto* path = std::get_if<SetPath>(&change.what)) path_references_.push_back({path->path, in.line()});
  if (const auto* server = std::get_if<SetServer>(&change.what)) {
    server_references_.push_back({server->server, in.line()});
  }
  file_.scene.changes.push_back(change);
}

void WorldParser::read_attack(LineReader& in) {
  const AttackerModel attacker = read_attacker(in);
  if (!in.ok()) return;
  if (!attacker.server.empty()) server_references_.push_back({attacker.server, in.line()});
  file_.scene.attackers.push_back(attacker);
}

void WorldParser::read_expect(LineReader& in) {
  Expectation expectation;
  expectation.line = in.line();
  const std::string name(in.word("what to expect: rms, max, coverage, settle, poll and others"));
  expectation.metric = find_metric(name);
  if (expectation.metric == nullptr) {
    std::string all;
    for (const Metric& metric : metrics()) all += (all.empty() ? "" : ", ") + std::string(metric.word);
    in.fail("one of " + all);
    return;
  }
  const std::string relation(in.word("<, <=, =, >= or >"));
  const auto parsed = parse_relation(relation);
  if (!parsed) in.fail("<, <=, =, >= or >");
  expectation.relation = parsed.value_or(Relation::less);
  const std::string value(in.word(examples_of(expectation.metric->unit)));
  const auto number = parse_quantity(value, expectation.metric->unit);
  if (!number) in.fail(examples_of(expectation.metric->unit));
  expectation.value = number.value_or(0);
  expectation.text = name + ' ' + relation + ' ' + value;
  if (in.ok()) file_.expectations.push_back(std::move(expectation));
}

void WorldParser::check_names() {
  for (const Reference& reference : path_references_) {
    const bool known = paths_.contains(reference.name) || reference.name == "default";
    if (!known) add({reference.line, 1, reference.name, "the name of a path of this world"});
  }
  for (const Reference& reference : server_references_) {
    const auto& servers = file_.scene.servers;
    const bool known = std::ranges::find(servers, reference.name, &ServerModel::name) != servers.end();
    if (!known) add({reference.line, 1, reference.name, "the name of a server of this world"});
  }
}

std::expected<WorldFile, std::vector<WorldError>> WorldParser::finish() {
  check_names();
  if (file_.scene.servers.empty()) add({1, 1, {}, "at least one server statement"});
  if (!errors_.empty()) return std::unexpected(std::move(errors_));
  for (ServerModel& server : file_.scene.servers)
    server.path = paths_.try_emplace(server.path_name, quiet_path()).first->second;
  return std::move(file_);
}

}  // namespace

std::expected<WorldFile, std::vector<WorldError>> parse_world(std::string_view text) {
  WorldParser parser;
  int number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    parser.read_line(text.substr(0, end), ++number);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parser.finish();
}

}  // namespace foliot::sim

#include "tools/ntpdate/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <ostream>

#include "auth/key_file.hpp"
#include "auth/key_ring.hpp"
#include "tools/ntpdate/report.hpp"
#include "tools/oneshot/dialogue.hpp"

namespace foliot::ntpdate {
namespace {

using oneshot::Dialogue;
using platform::LogLevel;

constexpr int kFailed = 1;
constexpr Interval kStepThreshold = Interval::from_seconds(0.5);
constexpr Interval kMaxOvershoot = Interval::from_seconds(0.05);

std::string_view text_of(clock::ClockError error) {
  switch (error) {
    case clock::ClockError::not_permitted:
      return "Operation not permitted";
    case clock::ClockError::out_of_range:
      return "Invalid argument";
    case clock::ClockError::failed:
      break;
  }
  return "another program holds the clock";
}

class Program {
 public:
  Program(const Options& options, const Edges& edges) : options_(options), edges_(edges) {}

  int run() {
    if (options_.json) edges_.messages->quieten();
    if (options_.debug > 0 || options_.verbose) say(LogLevel::notice, cli::version_text("ntpdate"));
    if (!add_servers() || !find_key() || !open_network()) return kFailed;
    Dialogue dialogue(targets_, dialogue_options(), *edges_.rng, edges_.clock->now().mono);
    talk(dialogue);
    return finish(dialogue.servers());
  }

 private:
  void say(LogLevel level, std::string_view text) { edges_.messages->write(level, text); }
  std::ostream& out() { return edges_.messages->out(); }
  [[nodiscard]] bool debugging() const { return options_.debug > 0 && !options_.json; }

  bool fail(std::string_view text) {
    say(LogLevel::error, text);
    return false;
  }

  /// False when the name server is of no use.
  bool add_servers() {
    for (const std::string& name : options_.servers) {
      if (debugging()) out() << "Looking for host " << name << " and service ntp\n";
      const auto found = edges_.look_up(name, options_.family, options_.port);
      if (!found) {
        const oneshot::LookUpError& error = found.error();
        if (error.name_server_failed) return give_up_names(error);
        edges_.messages->err() << fmt::format("Error resolving {}: {} ({})\n", name, error.text, error.code);
        say(LogLevel::error, fmt::format("Can't find host {}: {} ({})", name, error.text, error.code));
        continue;
      }
      add_addresses(name, *found);
    }
    return !targets_.empty() || fail("no servers can be used, exiting");
  }

  bool give_up_names(const oneshot::LookUpError& error) {
    edges_.messages->err() << fmt::format("Exiting, name server cannot be used: {} ({})", error.text, error.code);
    return fail(fmt::format("name server cannot be used: {} ({})", error.text, error.code));
  }

  void add_addresses(const std::string& name, const std::vector<base::SocketAddress>& addresses) {
    if (debugging() && !addresses.empty()) {
      edges_.messages->err() << "host found : " << addresses.front().ip.to_string() << '\n';
    }
    for (const auto& address : addresses) {
      if (edges_.network->has_route(address)) targets_.push_back({name, address});
    }
  }

  bool find_key() {
    if (!options_.key_id) return true;
    const auto text = edges_.read_file(options_.key_file);
    if (!text) return fail(fmt::format("no key file <{}>, exiting", options_.key_file));
    const auth::KeyRing ring(auth::parse_key_file(*text).keys, {});
    const auth::SymmetricKey* key = ring.find(*options_.key_id);
    if (key == nullptr) return fail(fmt::format("authentication key {} unknown", *options_.key_id));
    key_ = *key;
    return true;
  }

  bool open_network() {
    const auto opened = edges_.network->open(options_.family, options_.uses_service_port() ? 123 : 0);
    if (opened) return true;
    switch (opened.error().problem) {
      case oneshot::OpenProblem::port_in_use:
        return fail("the NTP socket is in use, exiting");
      case oneshot::OpenProblem::bind:
        return fail("bind() fails: " + opened.error().reason);
      case oneshot::OpenProblem::socket:
        break;
    }
    return fail("socket() failed: " + opened.error().reason);
  }

  [[nodiscard]] oneshot::DialogueOptions dialogue_options() const {
    oneshot::DialogueOptions options;
    options.samples = options_.samples;
    options.timeout = options.pause = options_.timeout;
    options.sealing_delay = options_.sealing_delay;
    options.form = {.version = options_.version, .key = key_ ? &*key_ : nullptr};
    return options;
  }

  void talk(Dialogue& dialogue) {
    while (const auto deadline = dialogue.deadline()) {
      if (const auto request = dialogue.next_request(edges_.clock->now())) {
        send(*request);
        continue;
      }
      const auto received = edges_.network->receive(*deadline - edges_.clock->now().mono);
      if (received) listen(dialogue, *received);
    }
  }

  void send(const oneshot::Outgoing& request) {
    const std::string to = request.to.ip.to_string();
    if (debugging()) out() << "transmit(" << to << ")\n";
    const auto sent = edges_.network->send(request.to, request.bytes);
    if (!sent) say(LogLevel::error, fmt::format("sendto({}): {}", to, sent.error()));
  }

  void listen(Dialogue& dialogue, const oneshot::Received& received) {
    const std::string from = received.remote.ip.to_string();
    if (debugging()) out() << "receive(" << from << ")\n";
    const oneshot::Arrival arrival = dialogue.take(received.bytes, received.remote, received.at);
    if (arrival == oneshot::Arrival::rate_limited) {
      say(LogLevel::error, from + " rate limit response from server.");
    }
    if (debugging()) explain(arrival, received.bytes.size());
  }

  void explain(oneshot::Arrival arrival, std::size_t length) {
    using oneshot::Arrival;
    const bool judged = arrival == Arrival::sample || arrival == Arrival::no_times || arrival == Arrival::rate_limited;
    if (arrival == Arrival::malformed) out() << "receive: packet length " << length << '\n';
    if (arrival == Arrival::wrong_mode) out() << "receive: no mode or stratum of a server\n";
    if (arrival == Arrival::stranger) out() << "receive: server not found\n";
    if (arrival == Arrival::wrong_origin) out() << "receive: pkt.org and peer.xmt differ\n";
    if (key_ && judged) out() << "receive: authentication passed\n";
    if (arrival == Arrival::unauthentic) out() << "receive: authentication failed\n";
  }

  int finish(const std::vector<oneshot::Server>& servers) {
    std::vector<oneshot::Filtered> filtered;
    filtered.reserve(servers.size());
    for (const auto& server : servers) filtered.push_back(oneshot::clock_filter(server, options_.samples));
    Result result{.servers = servers, .filtered = filtered, .choice = select(servers, filtered), .action = "none"};
    if (!options_.json) print(result);
    int status = 0;
    if (!result.choice.server) {
      say(LogLevel::error, "no server suitable for synchronization found");
      status = kFailed;
    } else {
      status = set_clock(servers[*result.choice.server], filtered[*result.choice.server], result) ? 0 : kFailed;
    }
    if (options_.json) out() << to_json(result);
    out().flush();
    return status;
  }

  void print(const Result& result) {
    const ntpq::DateStyle style{.now = edges_.clock->now().wall, .zone_offset_s = edges_.zone_offset_s};
    if (debugging()) {
      for (const Dropped& dropped : result.choice.dropped) {
        out() << fmt::format("{}: Server dropped: {}\n", result.servers[dropped.server].target.address.ip.to_string(),
                             to_string(dropped.reason));
      }
    }
    for (std::size_t i = 0; i < result.servers.size(); ++i) {
      if (debugging()) {
        out() << server_block(result.servers[i], result.filtered[i], style);
      } else if (options_.query_only) {
        out() << server_line(result.servers[i], result.filtered[i]);
      }
    }
  }

  [[nodiscard]] bool is_to_be_stepped(Interval offset) const {
    if (options_.rule != SetRule::by_size) return options_.rule == SetRule::step;
    return offset.abs() >= kStepThreshold;
  }

  bool set_clock(const oneshot::Server& server, const oneshot::Filtered& filtered, Result& result) {
    const bool step = is_to_be_stepped(filtered.offset);
    result.action = step ? "step" : "adjust";
    if (options_.sets_the_clock()) {
      const auto done = step ? edges_.clock->apply(discipline::Step{filtered.offset}) : slew(filtered.offset);
      if (!done) {
        const std::string_view what = step ? "Can't set time of day: " : "Can't adjust the time of day: ";
        return fail(std::string(what) + std::string(text_of(done.error())));
      }
      result.done = true;
    }
    say(LogLevel::notice, fmt::format("{} time server {} offset {} sec", result.action,
                                      server.target.address.ip.to_string(), offset_text(filtered.offset)));
    return true;
  }

  /// Half as much again, but at most 50 ms: a clock that is set every day has drifted, and will drift on.
  std::expected<void, clock::ClockError> slew(Interval offset) {
    const Interval overshoot = std::min(offset.abs().half(), kMaxOvershoot);
    const Interval shift = offset < Interval{} ? offset - overshoot : offset + overshoot;
    return edges_.clock->apply(discipline::Adjust{shift});
  }

  const Options& options_;
  const Edges& edges_;
  std::vector<oneshot::Target> targets_;
  std::optional<auth::SymmetricKey> key_;
};

}  // namespace

int run(const Options& options, const Edges& edges) {
  return Program(options, edges).run();
}

}  // namespace foliot::ntpdate

#include "tools/sntp/run.hpp"

#include <fmt/format.h>

#include <ostream>

#include "auth/key_file.hpp"
#include "auth/key_ring.hpp"
#include "tools/ntpdate/select.hpp"
#include "tools/ntpq/text.hpp"
#include "tools/oneshot/dialogue.hpp"
#include "tools/sntp/report.hpp"

namespace foliot::sntp {
namespace {

using oneshot::Dialogue;

constexpr int kFailed = 1;
constexpr std::uint16_t kServicePort = 123;

class Program {
 public:
  Program(const Options& options, const Edges& edges) : options_(options), edges_(edges) {}

  int run() {
    if (!find_key()) return kFailed;
    add_servers();
    const auto opened = edges_.network->open(options_.family, options_.service_port ? kServicePort : 0);
    if (!opened) return fail("socket error: " + opened.error().reason);
    Dialogue dialogue(targets_, dialogue_options(), *edges_.rng, edges_.clock->now().mono);
    talk(dialogue);
    return finish(dialogue.servers());
  }

 private:
  void say(std::string_view text) { *edges_.log << "sntp: " << text << '\n' << std::flush; }
  int fail(std::string_view text) {
    say(text);
    return kFailed;
  }

  bool find_key() {
    if (!options_.key_id) return true;
    const auto text = edges_.read_file(options_.key_file);
    if (!text) {
      say(options_.key_file + " nonexistent or unreadable");
      return false;
    }
    const auth::KeyRing ring(auth::parse_key_file(*text).keys, {});
    const auth::SymmetricKey* key = ring.find(*options_.key_id);
    if (key == nullptr) {
      say("cannot get authentication key");
      return false;
    }
    key_ = *key;
    return true;
  }

  void add_servers() {
    for (const std::string& name : options_.servers) {
      const auto found = edges_.look_up(name, options_.family, options_.port);
      if (!found) {
        say(fmt::format("lookup of {} failed, errno {} = {}", name, found.error().code, found.error().text));
        continue;
      }
      for (const auto& address : *found) {
        if (edges_.network->has_route(address)) targets_.push_back({name, address});
      }
    }
  }

  [[nodiscard]] oneshot::DialogueOptions dialogue_options() const {
    oneshot::DialogueOptions options;
    options.samples = options_.samples;
    options.timeout = options_.timeout;
    options.pause = options.stagger = options_.gap;
    options.form = {.version = options_.version, .key = key_ ? &*key_ : nullptr};
    return options;
  }

  void talk(Dialogue& dialogue) {
    while (const auto deadline = dialogue.deadline()) {
      if (const auto request = dialogue.next_request(edges_.clock->now())) {
        const std::string to = request->to.ip.to_string();
        if (options_.debug > 0) say("querying " + to);
        const auto sent = edges_.network->send(request->to, request->bytes);
        if (!sent) say(fmt::format("socket error on transmission to {}: {}", to, sent.error()));
        continue;
      }
      const auto received = edges_.network->receive(*deadline - edges_.clock->now().mono);
      if (received) listen(dialogue, *received);
    }
  }

  void listen(Dialogue& dialogue, const oneshot::Received& received) {
    const oneshot::Arrival arrival = dialogue.take(received.bytes, received.remote, received.at);
    if (arrival == oneshot::Arrival::unauthentic) {
      say(fmt::format("MAC verification on reply from {} failed", received.remote.ip.to_string()));
    }
  }

  int finish(const std::vector<oneshot::Server>& servers) {
    std::vector<oneshot::Filtered> filtered;
    filtered.reserve(servers.size());
    for (const auto& server : servers) filtered.push_back(oneshot::clock_filter(server, options_.samples));
    const ntpdate::Choice choice = ntpdate::select(servers, filtered);
    for (const ntpdate::Dropped& dropped : choice.dropped) {
      say(fmt::format("{}: Response dropped: {}", ntpq::escaped(servers[dropped.server].target.name),
                      ntpdate::to_string(dropped.reason)));
    }
    if (!choice.server) return fail("no eligible servers");
    const oneshot::Server& server = servers[*choice.server];
    if (options_.debug > 0) show_timestamps(server);
    return report(server, filtered[*choice.server].offset);
  }

  int report(const oneshot::Server& server, Interval offset) {
    Finding finding{.server = &server, .offset = offset, .delay = round_trip(server)};
    finding.adjusted = options_.step && (!options_.slew || offset.abs() > options_.step_limit);
    *edges_.out << (options_.json ? json_of(finding, edges_.zone_offset_s) : line_of(finding, edges_.zone_offset_s))
                << std::flush;
    if (!finding.adjusted && !options_.slew) return 0;
    const discipline::ClockCommand step = discipline::Step{offset};
    const discipline::ClockCommand slew = discipline::Adjust{offset};
    if (edges_.clock->apply(finding.adjusted ? step : slew)) return 0;
    return fail("the clock cannot be set: it needs the privilege CAP_SYS_TIME, and an offset that the kernel takes");
  }

  [[nodiscard]] static Interval round_trip(const oneshot::Server& server) {
    return oneshot::measure(*server.last, server.sent, to_timestamp(server.arrived.wall)).delay;
  }

  void show_timestamps(const oneshot::Server& server) {
    const auto hex = [](Timestamp timestamp) {
      return fmt::format("{:08x}.{:08x}", timestamp.bits() >> 32U, timestamp.bits() & 0xffffffffU);
    };
    *edges_.out << fmt::format("org t1: {} rec t2: {}\nxmt t3: {} dst t4: {}\n", hex(server.sent),
                               hex(server.last->receive), hex(server.last->transmit),
                               hex(to_timestamp(server.arrived.wall)));
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

}  // namespace foliot::sntp

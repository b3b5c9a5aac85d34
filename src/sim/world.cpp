#include "sim/world.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace foliot::sim {
namespace {

constexpr double kNs = 1e9;
constexpr double kLookUp_s = 0.02;

Scene make_scene(const OscillatorModel& oscillator, std::vector<ServerModel> servers, TrueTime start) {
  Scene scene;
  scene.start = start;
  scene.oscillator = oscillator;
  scene.servers = std::move(servers);
  return scene;
}

}  // namespace

World::World(const config::Config& config, const OscillatorModel& oscillator, std::vector<ServerModel> servers,
             TrueTime start, std::uint64_t seed)
    : World(config, make_scene(oscillator, std::move(servers), start), seed) {}

World::World(const config::Config& config, Scene scene, std::uint64_t seed, NameBook names)
    : scene_(std::move(scene)),
      names_(std::move(names)),
      draws_(seed),
      client_(config, scene_, draws_.bits()),
      now_(scene_.start),
      watched_(scene_.servers.size()) {
  for (const ServerModel& server : scene_.servers) {
    addresses_.push_back(base::IpAddress::parse(server.host).value_or(base::IpAddress{}));
  }
  for (const Change& change : scene_.changes) post(change.at_s, change);
  for (std::size_t i = 0; i < scene_.attackers.size(); ++i) plan_attack(i);
  Outbox out;
  client_.start(out);
  flush(out);
}

double World::now_s() const {
  return static_cast<double>(now_.nanoseconds() - scene_.start.nanoseconds()) / kNs;
}

void World::run(double seconds) {
  const TrueTime end = now_ + Interval::from_seconds(seconds);
  for (TrueTime next = next_event(); next <= end; next = next_event()) advance_to(next);
  advance_to(end);
}

void World::run(double seconds, double pace_s, const std::function<void()>& observe) {
  const TrueTime end = now_ + Interval::from_seconds(seconds);
  while (now_ < end) {
    const TrueTime tick = std::min(end, now_ + Interval::from_seconds(pace_s));
    for (TrueTime next = next_event(); next <= tick; next = next_event()) advance_to(next);
    advance_to(tick);
    if (awake_) observe();
  }
}

engine::LineChanges World::reconfigure(const config::Config& config) {
  Outbox out;
  const auto changes = client_.reconfigure(config, out);
  for (auto entry = queue_.begin(); entry != queue_.end();) {
    auto* answer = std::get_if<Answer>(&entry->second);
    const auto line = answer == nullptr ? std::nullopt : changes.new_of_old[answer->line];
    if (line) answer->line = *line;
    entry = answer != nullptr && !line ? queue_.erase(entry) : std::next(entry);
  }
  flush(out);
  return changes;
}

void World::change_network(const std::vector<base::IpAddress>& local) {
  Outbox out;
  client_.on_network_changed(local, out);
  flush(out);
}

void World::set_addresses(const std::string& host, std::vector<base::IpAddress> addresses) {
  names_[host] = std::move(addresses);
}

TrueTime World::next_event() const {
  if (!awake_) return queue_.begin()->first;  // the event that wakes it is there
  const TrueTime wake = client_.wake_time();
  return queue_.empty() ? wake : std::min(wake, queue_.begin()->first);
}

void World::advance_to(TrueTime when) {
  now_ = std::max(now_, when);
  client_.clock().advance(now_);
  while (!queue_.empty() && queue_.begin()->first <= now_) {
    Event event = std::move(queue_.begin()->second);
    queue_.erase(queue_.begin());
    std::visit([this](auto& one) { handle(one); }, event);
  }
  if (!awake_) return;
  Outbox out;
  client_.on_timer(out);
  flush(out);
}

void World::post(double delay_s, Event event) {
  queue_.emplace(now_ + Interval::from_seconds(delay_s), std::move(event));
}

void World::flush(Outbox& out) {
  for (const engine::SendRequest& request : out.requests) send(request);
  for (const engine::ResolveName& name : out.names) {
    ++lookups_;
    const auto known = names_.find(name.host);
    post(kLookUp_s, Answer{name.line, known == names_.end() ? std::vector<base::IpAddress>{} : known->second});
  }
}

void World::send(const engine::SendRequest& request) {
  const auto found = std::ranges::find(addresses_, request.to.ip);
  if (found == addresses_.end()) return;
  const auto index = static_cast<std::size_t>(found - addresses_.begin());
  const PathModel& path = scene_.servers[index].path;
  const auto bytes = request.request.view();
  const int copies = draws_.chance(path.duplicate) ? 2 : 1;
  for (int copy = 0; copy < copies; ++copy) {
    const auto delay_s = transit_s(path, Direction::up, now_s(), draws_);
    if (!delay_s) continue;
    post(*delay_s,
         Request{index, request.association, request.to, client_.generation(), {bytes.begin(), bytes.end()}, now_});
  }
}

void World::handle(Request& event) {
  ServerModel& server = scene_.servers[event.server];
  if (server.alive) ++server.requests;
  event.bytes = answer(server, event.bytes, now_ + utc_shift_, now_s(), draws_);
  if (!event.bytes.empty()) send_back(event);
}

void World::send_back(const Request& request) {
  const PathModel& path = scene_.servers[request.server].path;
  Reply reply{request.association, request.address, request.generation, request.bytes, request.asked_at};
  const int copies = draws_.chance(path.duplicate) ? 2 : 1;
  for (int copy = 0; copy < copies; ++copy) {
    if (const auto delay_s = transit_s(path, Direction::down, now_s(), draws_)) post(*delay_s, reply);
  }
  if (scene_.attackers.empty()) return;
  Watched& watched = watched_[request.server];
  watched.replies.push_back(std::move(reply.bytes));
  if (watched.replies.size() > kMostSeenReplies) watched.replies.pop_front();
  watched.last = Reply{request.association, request.address, request.generation, {}, {}};
}

void World::handle(Reply& event) {
  if (!awake_) {
    held_.push_back(std::move(event));
    return;
  }
  if (event.generation != client_.generation()) return;
  Outbox out;
  client_.on_reply(event.association, event.bytes, event.from, out);
  flush(out);
  undeceive(event);
}

/// An exchange that began before the machine stood still shows nothing of it.
void World::undeceive(const Reply& reply) {
  if (!deceived_since_ || !reply.asked_at || *reply.asked_at < *deceived_since_) return;
  const auto found = std::ranges::find(addresses_, reply.from.ip);
  if (found == addresses_.end()) return;
  const auto index = static_cast<std::size_t>(found - addresses_.begin());
  if (scene_.servers[index].is_truthful(now_s())) deceived_since_.reset();
}

void World::handle(Answer& event) {
  if (!awake_) return;
  Outbox out;
  client_.on_resolved(event.line, event.addresses, out);
  flush(out);
}

void World::plan_attack(std::size_t attacker) {
  const AttackerModel& model = scene_.attackers[attacker];
  const double wait_s = draws_.exponential() / model.rate_hz;
  const double from_s = std::max(now_s(), model.window.start_s);
  post(from_s - now_s() + wait_s, Attack{attacker});
}

void World::handle(Attack& event) {
  const AttackerModel& model = scene_.attackers[event.attacker];
  plan_attack(event.attacker);
  if (!awake_ || !model.window.covers(now_s()) || scene_.servers.empty()) return;
  const auto named = std::ranges::find(scene_.servers, model.server, &ServerModel::name);
  const std::size_t index = named != scene_.servers.end()
                                ? static_cast<std::size_t>(named - scene_.servers.begin())
                                : static_cast<std::size_t>(draws_.below(static_cast<int>(scene_.servers.size())));
  const Watched& watched = watched_[index];
  auto bytes = attack(model, watched.replies, now_, draws_);
  if (!watched.last || !bytes) return;
  Reply forged = *watched.last;
  forged.bytes = std::move(*bytes);
  handle(forged);
}

void World::sleep(double length_s, const WakeUp& end) {
  if (!awake_) return;
  awake_ = false;
  client_.clock().fall_asleep();
  post(length_s, end);
}

void World::handle(WakeUp& event) {
  disturbed_at_s_ = now_s();
  if (event.restart) {
    Outbox out;
    client_.start(out);
    flush(out);
    return;
  }
  client_.clock().wake_up(Interval::from_seconds(event.wall_shift_s), event.suspended);
  awake_ = true;
  auto held = std::exchange(held_, {});
  if (!event.missed_nothing) return;
  if (event.wall_shift_s == 0) deceived_since_ = now_;
  for (Reply& reply : held) handle(reply);
}

void World::handle(Change& event) {
  std::visit([this](const auto& change) { happen(change); }, event.what);
}

void World::happen(const StepClock& change) {
  disturbed_at_s_ = now_s();
  clock().disturb(Interval::from_seconds(change.shift_s));
}

void World::happen(const Suspend& change) {
  sleep(change.length_s, WakeUp{.wall_shift_s = change.length_s + change.error_s, .suspended = true});
}

void World::happen(const Pause& change) {
  sleep(change.length_s, WakeUp{.wall_shift_s = change.advanced ? change.length_s : 0, .missed_nothing = true});
}

void World::happen(const Restart& change) {
  if (!client_.running()) return;
  client_.stop();
  post(change.length_s, WakeUp{.restart = true});
}

void World::happen(const Meddle& change) {
  meddled_at_s_ = now_s();
  clock().meddle(change.by);
}

void World::happen(const ShiftFrequency& change) {
  clock().shift_frequency(change.by);
}

void World::happen(const Leap& change) {
  const Interval jump = Interval::from_seconds(change.kind == LeapIndicator::insert_second ? -1 : 1);
  utc_shift_ = utc_shift_ + jump;
  clock().shift_utc(jump);
  for (ServerModel& server : scene_.servers) {
    if (server.leap == change.kind) server.leap = LeapIndicator::none;
  }
}

void World::happen(const SetPath& change) {
  for (ServerModel& server : scene_.servers) {
    if (server.path_name == change.path) apply(change, server.path);
  }
}

void World::happen(const SetServer& change) {
  for (ServerModel& server : scene_.servers) {
    if (server.name == change.server) apply(change, server);
  }
}

}  // namespace foliot::sim

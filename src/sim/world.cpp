#include "sim/world.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "server/reply.hpp"

namespace foliot::sim {
namespace {

constexpr double kSecond = 1;

/// What a perfect server of this model would publish.
clock::TimeSnapshot snapshot_of(const ServerModel& server, TrueTime now) {
  clock::TimeSnapshot snapshot;
  snapshot.void_after = MonoTime{} + Interval::from_seconds(kSecond);
  snapshot.leap = server.leap;
  snapshot.stratum = server.stratum;
  snapshot.reference_id = wire::ReferenceId::from_text("GPS");
  snapshot.reference = to_timestamp(now + Interval::from_seconds(server.offset_s - kSecond));
  return snapshot;
}

}  // namespace

World::World(const config::Config& config, const OscillatorModel& oscillator, std::vector<ServerModel> servers,
             TrueTime start, std::uint64_t seed)
    : rng_(seed), servers_(std::move(servers)), clock_(oscillator, start, rng_.next_u64()), now_(start) {
  engine::Setup setup;
  setup.max_frequency = clock_.max_frequency();
  engine_ = std::make_unique<engine::Engine>(config, setup, clock_.now(), rng_);
  engine::Actions actions;
  engine_->start(clock_.now(), actions);
  perform(actions);
}

void World::run(double seconds) {
  run(seconds, [] {});
}

void World::run(double seconds, const std::function<void()>& observe) {
  const TrueTime end = now_ + Interval::from_seconds(seconds);
  while (now_ < end) {
    const TrueTime tick = std::min(end, now_ + Interval::from_seconds(kSecond));
    while (next_event() <= tick) advance_to(next_event());
    advance_to(tick);
    observe();
  }
}

TrueTime World::next_event() const {
  const TrueTime wake = clock_.when(engine_->next_deadline());
  return queue_.empty() ? wake : std::min(wake, queue_.begin()->first);
}

void World::advance_to(TrueTime when) {
  now_ = std::max(now_, when);
  clock_.advance(now_);
  while (!queue_.empty() && queue_.begin()->first <= now_) {
    const Event event = std::move(queue_.begin()->second);
    queue_.erase(queue_.begin());
    deliver(event);
  }
  if (engine_->next_deadline() <= clock_.now().mono) wake_client();
}

void World::wake_client() {
  engine::Actions actions;
  engine_->on_timer(clock_.now(), rng_, actions);
  perform(actions);
}

void World::perform(engine::Actions& actions) {
  for (engine::Action& action : actions) {
    if (const auto* request = std::get_if<engine::SendRequest>(&action)) {
      send_request(*request);
    } else if (const auto* command = std::get_if<engine::CommandClock>(&action)) {
      static_cast<void>(clock_.apply(command->command));
    } else if (auto* report = std::get_if<engine::Report>(&action)) {
      reports_.push_back(std::move(*report));
    }
  }
}

double World::path_delay(const PathModel& path, bool back) {
  const double jitter_s = -path.jitter_s * std::log(1 - rng_.next_unit());
  return path.base_delay_s + jitter_s + (back ? path.asymmetry_s : 0);
}

void World::post(double delay_s, double loss, Event event) {
  if (rng_.next_unit() < loss) return;
  queue_.emplace(now_ + Interval::from_seconds(delay_s), std::move(event));
}

void World::send_request(const engine::SendRequest& request) {
  ++packets_sent_;
  for (std::size_t i = 0; i < servers_.size(); ++i) {
    if (base::IpAddress::parse(servers_[i].host) != request.to.ip) continue;
    const auto bytes = request.request.view();
    post(path_delay(servers_[i].path, false), servers_[i].path.loss,
         Event{i, request.association, request.to, {bytes.begin(), bytes.end()}});
  }
}

void World::deliver(const Event& event) {
  if (event.to_server) {
    answer(servers_[*event.to_server], event);
    return;
  }
  const ClockReading reading = clock_.now();
  engine::Actions actions;
  engine_->on_reply(event.association, event.bytes, event.server, reading.mono, reading, actions);
  perform(actions);
}

void World::answer(ServerModel& server, const Event& event) {
  if (!server.alive) return;
  ++server.requests;
  const Timestamp server_time = to_timestamp(now_ + Interval::from_seconds(server.offset_s));
  auto reply = server::make_reply(event.bytes, server_time, MonoTime{}, snapshot_of(server, now_));
  if (!reply) return;
  server::set_transmit(*reply, server_time);
  const auto bytes = reply->view();
  post(path_delay(server.path, true), server.path.loss,
       Event{std::nullopt, event.association, event.server, {bytes.begin(), bytes.end()}});
}

}  // namespace foliot::sim

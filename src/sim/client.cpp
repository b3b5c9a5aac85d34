#include "sim/client.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace foliot::sim {
namespace {

constexpr MonoTime kNever = MonoTime::from_nanoseconds(std::numeric_limits<std::int64_t>::max() / 2);
/// A deadline that has passed already is kept this far away, so that time goes on.
constexpr Interval kBreath = Interval::from_nanoseconds(1'000'000);

}  // namespace

Client::Client(const config::Config& config, const Scene& scene, std::uint64_t seed)
    : config_(config),
      model_(scene.client),
      rng_(seed),
      noise_(rng_.next_u64()),
      clock_(scene.oscillator, scene.start, rng_.next_u64()),
      drift_file_(scene.client.drift),
      deadline_(kNever) {
  if (scene.client.kernel_leaps) clock_.take_leap_seconds();
}

void Client::start(Outbox& out) {
  engine::Setup setup;
  setup.drift = drift_file_;
  setup.max_frequency = clock_.max_frequency();
  setup.running = clock_.frequency();
  setup.asleep = clock_.asleep();
  setup.clock_leaps = clock_.takes_leap_seconds();
  setup.precision = model_.precision;
  ++generation_;
  engine_ = std::make_unique<engine::Engine>(config_, std::move(setup), clock_.now(), rng_);
  engine_->set_leap_table(model_.leap_table);
  engine_->start(clock_.now(), actions_);
  perform(out);
}

void Client::stop() {
  if (const auto learnt = engine_->learnt_frequency()) drift_file_ = *learnt;
  engine_.reset();
  deadline_ = kNever;
}

void Client::on_timer(Outbox& out) {
  if (!engine_ || clock_.now().mono < deadline_) return;
  engine_->watch_clock(clock_.now(), clock_.asleep(), actions_);
  perform(out);
  engine_->on_timer(clock_.now(), rng_, actions_);
  perform(out);
  if (deadline_ > clock_.now().mono) return;
  ++stale_deadlines_;
  deadline_ = clock_.now().mono + kBreath;
}

void Client::on_reply(engine::AssociationId association, std::span<const std::uint8_t> bytes,
                      const base::SocketAddress& from, Outbox& out) {
  if (!engine_) return;
  const ClockReading now = clock_.now();
  engine_->watch_clock(now, clock_.asleep(), actions_);
  perform(out);
  engine_->on_reply(association, bytes, from, std::min(stamp(), now.mono), now, actions_);
  perform(out);
}

void Client::on_resolved(std::size_t line, std::span<const base::IpAddress> addresses, Outbox& out) {
  if (!engine_) return;
  engine_->on_resolved(line, addresses, clock_.now(), actions_);
  perform(out);
}

void Client::on_network_changed(std::span<const base::IpAddress> local, Outbox& out) {
  if (!engine_) return;
  engine_->on_network_changed({local.begin(), local.end()}, local, clock_.now());
  perform(out);
}

engine::LineChanges Client::reconfigure(const config::Config& config, Outbox& out) {
  config_ = config;
  if (!engine_) return {};
  auto changes = engine_->reconfigure(config, clock_.now(), actions_);
  perform(out);
  return changes;
}

MonoTime Client::stamp() {
  MonoTime shown = clock_.now().mono;
  if (model_.noise_s > 0) shown = shown + Interval::from_seconds(model_.noise_s * noise_.normal());
  if (model_.quantum_s > 0) {
    const auto quantum_ns = static_cast<std::int64_t>(std::max(1.0, model_.quantum_s * 1e9));
    shown = MonoTime::from_nanoseconds(shown.nanoseconds() / quantum_ns * quantum_ns);
  }
  return shown;
}

void Client::perform(Outbox& out) {
  // Carrying out an action can only add to the list through the engine, which is not called from here, but for
  // stamps and refusals, which add nothing.
  for (engine::Action& action : actions_) {
    if (const auto* request = std::get_if<engine::SendRequest>(&action)) {
      send(*request, out);
    } else if (const auto* command = std::get_if<engine::CommandClock>(&action)) {
      perform(*command);
    } else if (auto* name = std::get_if<engine::ResolveName>(&action)) {
      out.names.push_back(std::move(*name));
    } else if (const auto* drift = std::get_if<engine::WriteDrift>(&action)) {
      drift_file_ = drift->frequency;
    } else if (auto* report = std::get_if<engine::Report>(&action)) {
      reports_.push_back(std::move(*report));
    }
  }
  actions_.clear();
  deadline_ = engine_->next_deadline();
}

void Client::perform(const engine::CommandClock& action) {
  const ClockReading before = clock_.now();
  if (clock_.apply(action.command)) {
    engine_->on_clock_command(action.command, before, clock_.now());
  } else {
    engine_->on_clock_disturbed(before);
  }
}

void Client::send(const engine::SendRequest& request, Outbox& out) {
  ++requests_;
  const bool stamps_are_exact = model_.noise_s <= 0 && model_.quantum_s <= 0;
  if (!stamps_are_exact) engine_->on_transmitted(request.association, request.request.nonce, stamp());
  out.requests.push_back(request);
}

}  // namespace foliot::sim

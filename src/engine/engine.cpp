#include "engine/engine.hpp"

#include <algorithm>
#include <utility>

namespace foliot::engine {
namespace {

constexpr Interval kHousekeeping = Interval::from_nanoseconds(64'000'000'000);
constexpr Interval kDriftWrite = Interval::from_nanoseconds(3'600'000'000'000);
constexpr std::uint8_t kGroupHops = 127;  // classic default of `ttl`

/// The first questions wait until the start is over, and not all go out in one burst that would delay itself.
Interval first_poll_delay(std::size_t sources) {
  constexpr std::int64_t kStart_ns = 200'000'000;
  constexpr std::int64_t kSpacing_ns = 20'000'000;
  return Interval::from_nanoseconds(kStart_ns + static_cast<std::int64_t>(sources) * kSpacing_ns);
}

bool is_network(const config::AssociationLine& line) {
  return line.options.kind != association::AssociationKind::local_clock;
}

}  // namespace

Engine::Engine(const config::Config& config, Setup setup, const ClockReading& now, base::Rng& rng)
    : config_(config),
      setup_(std::move(setup)),
      timeline_(now),
      started_(now.mono),
      sources_(static_cast<AssociationId>(rng.next_u64())),
      names_(config.associations.size()),
      discipline_(config.discipline, setup_.drift, setup_.max_frequency),
      watch_(now, setup_.running, setup_.asleep),
      watchdog_(config.selection.watchdog, now.mono),
      gathering_{.next = now.mono + kHousekeeping, .line = {}},
      orphan_(now.mono),
      next_housekeeping_(now.mono + kHousekeeping),
      next_drift_write_(now.mono + kDriftWrite),
      view_time_(now) {}

void Engine::report(Actions& out, EventCode code, const Source* source, double value_s) {
  Report event{.code = code, .address = {}, .value_s = value_s, .name = {}};
  if (source != nullptr) {
    event.association = source->id;
    event.address = source->association.remote();
  }
  out.emplace_back(std::move(event));
}

void Engine::start(const ClockReading& now, Actions& out) {
  if (setup_.drift) estimator_.set_initial_frequency(*setup_.drift, kDriftFileSd);
  carry_out(discipline_.start(now.mono), out);
  for (std::size_t line = 0; line < config_.associations.size(); ++line) begin_line(line, now.mono, out);
  resolve_due_names(now.mono, out);
}

void Engine::begin_line(std::size_t line, MonoTime now, Actions& out) {
  const auto numeric = base::IpAddress::parse(config_.associations[line].host);
  if (numeric) {
    mobilize(line, *numeric, now, out);
  } else {
    names_.want(line, now);
  }
}

void Engine::resolve_due_names(MonoTime now, Actions& out) {
  for (const std::size_t line : names_.due(now)) {
    const auto& wanted = config_.associations[line];
    out.emplace_back(ResolveName{line, wanted.host, wanted.family});
  }
}

void Engine::mobilize(std::size_t line, const base::IpAddress& address, MonoTime now, Actions& out) {
  const auto& wanted = config_.associations[line];
  const base::SocketAddress remote{address, wanted.port};
  if (sources_.has_remote(remote)) {
    adopt(line, remote);
    return;
  }
  const MonoTime first_poll = now + first_poll_delay(sources_.size());
  const auto slot = sources_.add(line, association::Association(remote, options_of(wanted), first_poll));
  if (!slot) {
    out.emplace_back(Report{.code = EventCode::table_full, .address = remote, .name = {}});
    return;
  }
  Source& source = *sources_.at(*slot);
  if (!is_network(wanted)) {
    source.local_clock = LocalClock{.started = now, .usable_from = now, .next_poll = now, .polled_at = now};
    fudge(*source.local_clock, address, wanted.options.prefer);
  }
  give_key(source);
  report(out, EventCode::mobilized, &source);
}

/// A server that a pool found by chance belongs to the line that names it.
void Engine::adopt(std::size_t line, const base::SocketAddress& remote) {
  if (is_pool(line)) return;
  sources_.each([&](std::size_t, Source& source) {
    if (source.association.remote() != remote || !is_pool(source.line)) return;
    source.line = line;
    source.association.set_options(config_.associations[line].options);
    give_key(source);
  });
}

void Engine::fudge(LocalClock& clock, const base::IpAddress& address, bool prefer) const {
  const int wait_s = prefer ? 0 : config_.selection.orphanwait_s;
  clock.usable_from = clock.started + Interval::from_seconds(wait_s);
  clock.stratum = LocalClock::kDefaultStratum;
  clock.reference_id = LocalClock{}.reference_id;
  for (const config::FudgeLine& fudge : config_.fudges) {
    if (fudge.clock != address) continue;
    if (fudge.stratum) clock.stratum = *fudge.stratum;
    if (fudge.reference_id) clock.reference_id = wire::ReferenceId::from_text(*fudge.reference_id);
  }
}

MonoTime Engine::next_deadline() const {
  MonoTime next = next_housekeeping_;
  const auto earlier = [&next](MonoTime time) { next = std::min(next, time); };
  if (const auto deadline = names_.next_deadline()) earlier(*deadline);
  if (const auto deadline = discipline_.next_deadline()) earlier(*deadline);
  earlier(watch_.next_check());
  if (leap_deadline_) earlier(*leap_deadline_);
  if (const auto deadline = orphan_deadline()) earlier(*deadline);
  if (const auto deadline = watchdog_.next_deadline()) earlier(std::min(*deadline, gathering_.next));
  sources_.each([&](std::size_t, const Source& source) {
    if (source.local_clock) {
      earlier(source.local_clock->next_poll);
    } else if (!source.association.demobilized()) {
      earlier(source.association.next_poll());
    }
  });
  return next;
}

void Engine::on_timer(const ClockReading& now, base::Rng& rng, Actions& out) {
  resolve_due_names(now.mono, out);
  take_leap(now, out);
  carry_out(discipline_.on_timer(now.mono), out);
  poll_sources(now, rng, out);
  if (now.mono >= next_housekeeping_) housekeeping(now, out);
  watch_for_orphanhood(now, out);
  watch_over(now, rng, out);
}

void Engine::poll_sources(const ClockReading& now, base::Rng& rng, Actions& out) {
  sources_.each([&](std::size_t slot, Source& source) {
    if (source.local_clock) {
      if (!source.local_clock->poll(now.mono)) return;
      record_source(slot, source, now, out);
      update_system(slot, now, out);
    } else {
      poll_source(slot, source, now, rng, out);
    }
  });
}

void Engine::poll_source(std::size_t slot, Source& source, const ClockReading& now, base::Rng& rng, Actions& out) {
  if (source.association.demobilized() || now.mono < source.association.next_poll()) return;
  association::Association& association = source.association;
  const auto request = next_packet(association, now, rng);
  if (request) {
    const bool to_group = association.options().kind == association::AssociationKind::broadcast;
    SendRequest send{source.id, association.remote(), *request, association.from_service_port() || to_group};
    if (to_group) send.group_hops = association.options().ttl.value_or(kGroupHops);
    out.emplace_back(send);
  }
  report_changes(slot, source, now, out);
}

void Engine::report_changes(std::size_t slot, Source& source, const ClockReading& now, Actions& out) {
  const association::Changes changes = source.association.take_changes();
  if (changes.became_reachable) {
    source.note(control::PeerEvent::reachable);
    source.reach_changed_at = now.mono;
    report(out, EventCode::reachable, &source);
  }
  if (changes.rate_exceeded) {
    source.note(control::PeerEvent::rate_exceeded);
    report(out, EventCode::rate_exceeded, &source);
  }
  if (changes.became_unreachable) {
    source.note(control::PeerEvent::unreachable);
    source.reach_changed_at = now.mono;
    report(out, EventCode::unreachable, &source);
    if (source.line != kNoLine) names_.suspect(source.line, now.mono);
    update_system(slot, now, out);
  }
  if (changes.demobilized) {
    source.note(control::PeerEvent::access_denied);
    report(out, EventCode::demobilized, &source);
    if (is_pool(source.line)) {
      drop_refusing_member(slot, now.mono, out);
    } else if (source.line == kNoLine) {
      remove_source(slot, out);
    }
  }
}

void Engine::remove_source(std::size_t slot, Actions& out) {
  const Source& source = *sources_.at(slot);
  report(out, EventCode::removed, &source);
  out.emplace_back(CloseAssociation{source.id});
  estimator_.forget(slot);
  forget_verdict(slot);
  sources_.remove(slot);
  if (system_.peer == slot) system_.peer.reset();
}

/// Whoever gets the slot next must not inherit its place in the selection.
void Engine::forget_verdict(std::size_t slot) {
  auto& verdicts = selection_.verdicts;
  const auto found = std::ranges::find(verdicts, slot, &selection::Verdict::slot);
  if (found != verdicts.end()) verdicts.erase_at(static_cast<std::size_t>(found - verdicts.begin()));
  if (selection_.system && selection_.system->system_peer == slot) selection_.system.reset();
}

void Engine::on_transmitted(AssociationId id, Timestamp nonce, MonoTime t1) {
  if (watchdog_.owns(id)) return watchdog_.on_transmitted(id, nonce, t1);
  if (const auto slot = sources_.find(id)) sources_.at(*slot)->association.on_transmitted(nonce, t1);
}

void Engine::on_local_address(AssociationId id, const base::SocketAddress& local) {
  if (const auto slot = sources_.find(id)) sources_.at(*slot)->local = local;
}

void Engine::on_reply(AssociationId id, std::span<const std::uint8_t> bytes, const base::SocketAddress& from,
                      MonoTime arrival, const ClockReading& now, Actions& out) {
  if (watchdog_.owns(id)) return watchdog_.on_reply(id, bytes, from, arrival, timebase(now));
  const auto slot = sources_.find(id);
  if (!slot || sources_.at(*slot)->association.remote() != from) return;
  Source& source = *sources_.at(*slot);
  const bool is_reply = !bytes.empty() && wire::mode_of(bytes.front()) == wire::Mode::server;
  const auto reply = source.association.is_symmetric() && !(is_reply && source.association.asks_as_client())
                         ? source.association.on_symmetric_packet(bytes, arrival, timebase(now))
                         : source.association.on_reply(bytes, arrival, timeline_.zero(), setup_.stamp_precision);
  report_changes(*slot, source, now, out);
  // What came this far was looked at, whatever it was worth; a kiss has no times.
  const bool is_kiss = reply && reply->kiss;
  if (!is_kiss && source.association.server().received_at == arrival) record_packet(source, now, out);
  if (reply && reply->sample) accept_sample(*slot, source, *reply->sample, now, out);
}

void Engine::on_resolved(std::size_t line, std::span<const base::IpAddress> addresses, const ClockReading& now,
                         Actions& out) {
  if (line >= config_.associations.size()) return;
  if (is_for_crop(line)) return take_crop(line, addresses);
  const auto& wanted = config_.associations[line];
  if (addresses.empty()) {
    names_.failed(line, now.mono);
    out.emplace_back(Report{.code = EventCode::name_not_found, .address = {}, .name = wanted.host});
    return;
  }
  names_.succeeded(line, now.mono);
  if (is_pool(line)) {
    fill_pool(line, addresses, now.mono, out);
  } else if (sources_.count(line) == 0) {
    mobilize(line, addresses.front(), now.mono, out);
  } else {
    move_dead_server(line, addresses, now.mono);
  }
  leave_for_crop(line, addresses);
}

void Engine::housekeeping(const ClockReading& now, Actions& out) {
  next_housekeeping_ = now.mono + kHousekeeping;
  refresh_bound(now, out);
  look_after_sources(now.mono);
  drop_preemptible(now.mono, out);
  check_leap_table(now, out);
  remove_silent_ephemerals(out);
  const auto learnt = learnt_frequency();
  if (learnt && now.mono >= next_drift_write_) {
    next_drift_write_ = now.mono + kDriftWrite;
    out.emplace_back(WriteDrift{*learnt});
  }
}

void Engine::finish(const ClockReading&, Actions& out) {
  carry_out(discipline_.finish(), out);
  if (const auto learnt = learnt_frequency()) out.emplace_back(WriteDrift{*learnt});
}

}  // namespace foliot::engine

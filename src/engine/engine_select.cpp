// From samples to clock commands: fitness, selection, discipline (RFC 5905 sections 11 and 12).
#include <algorithm>
#include <cmath>

#include "engine/engine.hpp"
#include "selection/select.hpp"

namespace foliot::engine {
namespace {

// RFC 9327 flash bits of the peer tests.
constexpr std::uint16_t kFlashStratum = 0x200;
constexpr std::uint16_t kFlashDistance = 0x400;
constexpr std::uint16_t kFlashLoop = 0x800;
constexpr std::uint16_t kFlashUnreachable = 0x1000;

/// Before the clock is set for the first time every source gets the chance to be heard, so that the first to
/// answer cannot set it alone: so many samples of each, or so long after the first.
constexpr std::size_t kSamplesBeforeFirstSet = 2;
constexpr std::size_t kSamplesBeforeOnlySet = 4;  // -q: there is no second chance
constexpr Interval kWaitBeforeFirstSet = Interval::from_nanoseconds(12'000'000'000);

/// Timeline offsets beyond this are folded into its anchor: doubles stay exact to well below a nanosecond.
constexpr double kRebaseBeyond_s = 0.5;
/// The association takes advice within its own limits; shorter advice tells it that its burst is of use.
constexpr PollExponent kShortestPoll{3};
/// Growth of the bound is taken over the time until the next housekeeping.
constexpr double kLookAhead_s = 64;
/// What the kernel calls unsynchronised.
constexpr double kUnknownError_s = 16;

using CandidateList = base::FixedVector<selection::Candidate, selection::kMaxCandidates>;

bool is_survivor(const selection::Selection& selection, std::size_t slot) {
  return std::ranges::any_of(selection.verdicts,
                             [&](const auto& verdict) { return verdict.slot == slot && verdict.weight > 0; });
}

}  // namespace

void Engine::accept_sample(std::size_t slot, Source& source, const estimate::Sample& sample, const ClockReading& now,
                           Actions& out) {
  if (leap_.is_near(true_time(now))) return;
  if (belongs_to_vote(slot, source, sample, now, out)) return;
  estimator_.add(slot, sample);
  source.history.add(sample);
  if (!first_sample_at_) first_sample_at_ = now.mono;
  const auto& options = source.association.options();
  source.association.advise_poll(
      estimator_.advised_poll(slot, std::min(options.minpoll, kShortestPoll), options.maxpoll));
  record_source(slot, source, now, out);
  update_system(slot, now, out);
}

void Engine::update_system(std::size_t slot, const ClockReading& now, Actions& out) {
  run_selection(now);
  if (!selection_.system) {
    lose_system_peer(out);
    return;
  }
  follow_system_peer(out);
  const Source* peer = sources_.at(selection_.system->system_peer);
  if (peer->local_clock) {
    use_local_clock(*peer, now, out);
  } else if (is_survivor(selection_, slot) && may_set_clock(now.mono)) {
    discipline_clock(now, out);
  } else {
    watch_distance(now);
  }
}

bool Engine::may_set_clock(MonoTime now) const {
  if (discipline_.synchronized()) return true;
  if (first_sample_at_ && now - *first_sample_at_ >= kWaitBeforeFirstSet) return true;
  const std::size_t enough = config_.discipline.one_shot ? kSamplesBeforeOnlySet : kSamplesBeforeFirstSet;
  bool all_heard = true;
  sources_.each([&](std::size_t, const Source& source) {
    if (source.local_clock || source.association.options().noselect || source.association.demobilized()) return;
    all_heard = all_heard && source.history.count >= enough;
  });
  for (std::size_t line = 0; line < config_.associations.size(); ++line) {
    all_heard = all_heard && !names_.under_way(line);
  }
  return all_heard;
}

void Engine::run_selection(const ClockReading& now) {
  CandidateList candidates;
  const selection::Selection before = selection_;
  sources_.each([&](std::size_t slot, Source& source) {
    source.status = selection::SelectionStatus::reject;
    auto candidate =
        source.local_clock ? local_candidate(slot, source, now) : network_candidate(slot, source, now.mono);
    if (!source.local_clock) {
      source.flash = fitness_flash(source, candidate ? candidate->root_distance_s : 0);
    }
    if (!candidate || source.flash != 0) return;
    candidate->survived = is_survivor(before, slot);
    candidates.push_back(*candidate);
  });
  elect_orphan_parent(candidates);
  selection_ = selection::select({candidates.begin(), candidates.end()}, config_.selection, system_.peer);
  for (const selection::Verdict& verdict : selection_.verdicts) sources_.at(verdict.slot)->status = verdict.status;
  orphan_.observe(selection_.system.has_value(), now.mono);
}

std::optional<selection::Candidate> Engine::network_candidate(std::size_t slot, const Source& source,
                                                              MonoTime now) const {
  if (source.association.options().noselect) return std::nullopt;
  const auto estimate = estimator_.estimate(slot, now);
  if (!estimate) return std::nullopt;
  const association::ServerState& server = source.association.server();
  selection::Candidate candidate;
  candidate.slot = slot;
  candidate.offset_s = estimate->offset_s;
  candidate.offset_sd_s = estimate->offset_sd_s;
  candidate.jitter_s = estimate->jitter_s;
  const double distance_s = estimate->delay_s / 2 + estimate->dispersion_s;
  candidate.path_distance_s = distance_s + stamp_error_s_;
  candidate.root_distance_s =
      candidate.path_distance_s + server.root_delay.seconds() / 2 + server.root_dispersion.seconds();
  candidate.spare_above_s = distance_s - estimate->above_s;
  candidate.spare_below_s = distance_s - estimate->below_s;
  candidate.stratum = server.stratum;
  candidate.prefer = source.association.options().prefer;
  candidate.truechimer = source.association.options().truechimer;
  return candidate;
}

std::optional<selection::Candidate> Engine::local_candidate(std::size_t slot, const Source& source,
                                                            const ClockReading& now) const {
  const LocalClock& local = *source.local_clock;
  if (local.reach == 0 || now.mono < local.usable_from || local.stratum >= wire::kMaxStratum) return std::nullopt;
  selection::Candidate candidate;
  candidate.slot = slot;
  candidate.offset_s = -timeline_.ahead_of_clock_s(now);
  candidate.path_distance_s = std::ldexp(1.0, setup_.precision);
  candidate.root_distance_s = candidate.path_distance_s;
  candidate.stratum = local.stratum;
  candidate.prefer = source.association.options().prefer;
  candidate.last_resort = true;
  return candidate;
}

std::uint16_t Engine::fitness_flash(const Source& source, double root_distance_s) const {
  const association::ServerState& server = source.association.server();
  unsigned flash = 0;
  const bool bad_stratum = server.stratum >= wire::kMaxStratum || server.stratum > config_.selection.ceiling ||
                           server.stratum < config_.selection.floor;
  if (bad_stratum || server.leap == LeapIndicator::unsynchronized) flash |= kFlashStratum;
  if (root_distance_s > config_.selection.maxdist_s) flash |= kFlashDistance;
  if (is_loop(server)) flash |= kFlashLoop;
  if (source.association.reach() == 0) flash |= kFlashUnreachable;
  return static_cast<std::uint16_t>(flash);
}

bool Engine::is_loop(const association::ServerState& server) const {
  if (server.stratum <= 1 || is_orphan_parent(server)) return false;
  return std::ranges::any_of(setup_.own_addresses,
                             [&](const auto& own) { return reference_id_of(own) == server.reference_id; });
}

void Engine::follow_system_peer(Actions& out) {
  const std::size_t slot = selection_.system->system_peer;
  if (system_.peer == slot) return;
  Source& source = *sources_.at(slot);
  system_.peer = slot;
  source.note(control::PeerEvent::sys_peer);
  report(out, EventCode::system_peer_changed, &source);
}

void Engine::lose_system_peer(Actions& out) {
  if (!system_.peer) return;
  const Source* peer = sources_.at(*system_.peer);
  const bool is_void = peer != nullptr && (peer->flash & kFlashDistance) != 0;
  system_.peer.reset();
  system_.note(control::SystemEvent::no_system_peer);
  report(out, EventCode::no_system_peer);
  // What it says now contradicts the bound that was taken from it.
  if (is_void && synchronized()) {
    become_unsynchronized(EventCode::synchronization_lost, control::SystemEvent::no_system_peer, 0, out);
  }
}

void Engine::use_local_clock(const Source& source, const ClockReading& now, Actions& out) {
  const bool was_synchronized = synchronized();
  const LocalClock& local = *source.local_clock;
  system_.leap = LeapIndicator::none;
  system_.stratum = static_cast<std::uint8_t>(std::min(local.stratum + 1, int{wire::kMaxStratum}));
  system_.reference_id = local.stratum == 0 ? local.reference_id : reference_id_of(source.association.remote().ip);
  system_.reference = to_timestamp(now.wall);
  system_.updated_at = now.mono;
  system_.root_delay_s = 0;
  system_.root_dispersion_s = std::ldexp(1.0, setup_.precision);
  system_.dispersion_rate = config_.discipline.dispersion_ppm * 1e-6;
  system_.offset_s = 0;
  system_.source = control::ClockSource::local;
  record_loop(0, source.association.host_poll().log2_s(), out);
  if (was_synchronized) return;
  system_.note(control::SystemEvent::clock_sync);
  report(out, EventCode::clock_synchronized);
}

discipline::Measurement Engine::measurement(const ClockReading& now) const {
  discipline::Measurement measured;
  measured.offset_s = selection_.system->offset_s + timeline_.ahead_of_clock_s(now);
  measured.offset_sd_s = selection_.system->offset_sd_s;
  measured.may_step = !watchdog_.withholds_steps(now.mono);
  measured.next_update_s = sources_.at(selection_.system->system_peer)->association.host_poll().seconds();
  // The oscillator is one, whoever looks at it: once sources have settled, all of them speak for its frequency.
  if (const auto oscillator = estimator_.oscillator(now.mono); oscillator && oscillator->sources > 1) {
    measured.frequency = oscillator->frequency;
    measured.frequency_sd = oscillator->frequency_sd;
    return measured;
  }
  double weight_sum = 0;
  double frequency_sum = 0;
  for (const selection::Verdict& verdict : selection_.verdicts) {
    const auto estimate = verdict.weight > 0 ? estimator_.estimate(verdict.slot, now.mono) : std::nullopt;
    if (!estimate || !(estimate->frequency_sd > 0)) continue;
    const double weight = 1 / (estimate->frequency_sd * estimate->frequency_sd);
    weight_sum += weight;
    frequency_sum += weight * estimate->frequency.ratio();
  }
  if (weight_sum > 0) {
    measured.frequency = Frequency::from_ratio(frequency_sum / weight_sum);
    measured.frequency_sd = 1 / std::sqrt(weight_sum);
  }
  return measured;
}

void Engine::discipline_clock(const ClockReading& now, Actions& out) {
  if (watchdog_.holding()) return watch_distance(now);
  const discipline::Measurement measured = measurement(now);
  const auto decision = discipline_.on_measurement(measured, now.mono);
  carry_out(decision, out);
  const bool corrected = decision.outcome == discipline::Outcome::slewing ||
                         decision.outcome == discipline::Outcome::stepped ||
                         decision.outcome == discipline::Outcome::set_once;
  if (corrected) {
    const double remaining_s = decision.outcome == discipline::Outcome::slewing ? measured.offset_s : 0;
    clock_is_good(measured, remaining_s, now, out);
  } else {
    watch_distance(now);
  }
  have_step_judged(decision.outcome == discipline::Outcome::spike_ignored, now.mono);
  handle_outcome(decision.outcome, measured.offset_s, out);
}

/// A verdict from before the sources wanted a step says nothing of it: they may have jumped the moment after.
void Engine::have_step_judged(bool wanted, MonoTime now) {
  if (!wanted) return step_wanted_since_.reset();
  if (!step_wanted_since_) step_wanted_since_ = now;
  if (!watchdog_.judged_since(*step_wanted_since_)) watchdog_.alarm(now);
}

void Engine::handle_outcome(discipline::Outcome outcome, double offset_s, Actions& out) {
  if (outcome == discipline::Outcome::panic) {
    if (!in_panic_) become_unsynchronized(EventCode::panic, control::SystemEvent::panic_stop, offset_s, out);
    in_panic_ = true;
    return;
  }
  if (in_panic_) report(out, EventCode::panic_over);
  in_panic_ = false;
  if (outcome == discipline::Outcome::spike_ignored) {
    system_.note(control::SystemEvent::spike_detected);
    report(out, EventCode::spike_ignored, nullptr, offset_s);
  } else if (outcome == discipline::Outcome::stepped) {
    system_.note(control::SystemEvent::clock_step);
    report(out, EventCode::clock_stepped, nullptr, offset_s);
  } else if (outcome == discipline::Outcome::set_once) {
    report(out, EventCode::set_once, nullptr, offset_s);
  }
  const double timeline_offset_s = selection_.system->offset_s;
  if (std::abs(timeline_offset_s) > kRebaseBeyond_s) rebase_timeline(timeline_offset_s);
}

void Engine::rebase_timeline(double shift_s) {
  const Interval shift = Interval::from_seconds(shift_s);
  timeline_.rebase(shift);
  estimator_.rebase(shift.seconds());
  watchdog_.rebase(shift.seconds());
  sources_.each([&](std::size_t, Source& source) {
    for (estimate::Sample& sample : source.history.samples) sample.offset_s -= shift.seconds();
  });
}

void Engine::clock_is_good(const discipline::Measurement& measured, double remaining_s, const ClockReading& now,
                           Actions& out) {
  const Source& peer = *sources_.at(selection_.system->system_peer);
  const association::ServerState& server = peer.association.server();
  const auto estimate = estimator_.estimate(selection_.system->system_peer, now.mono);
  const bool was_synchronized = synchronized();
  watch_for_leap(now, out);
  system_.leap = leap_.pending();
  system_.stratum = static_cast<std::uint8_t>(server.stratum + 1);
  system_.reference_id = server.stratum == 0 ? server.reference_id : reference_id_of(peer.association.remote().ip);
  system_.reference = to_timestamp(now.wall) + Interval::from_seconds(measured.offset_s - remaining_s);
  watch_.accept(now);
  measure_distance(remaining_s, now);
  system_.offset_s = measured.offset_s;
  system_.offset_sd_s = measured.offset_sd_s;
  system_.jitter_s = selection_.system->jitter_s;
  system_.wander = estimate->wander;
  system_.source = control::ClockSource::ntp;
  record_loop(measured.offset_s, peer.association.host_poll().log2_s(), out);
  // Near a leap second the kernel is left alone: it takes it at its own midnight, some microseconds from ours, and to
  // take the announcement back just before could cancel it.
  if (!leap_.is_near(now.wall)) publish_status(error_bound_s(now), out);
  if (was_synchronized) return;
  system_.note(control::SystemEvent::clock_sync);
  report(out, EventCode::clock_synchronized);
}

void Engine::measure_distance(double clock_error_s, const ClockReading& now) {
  const Source& peer = *sources_.at(selection_.system->system_peer);
  const auto estimate = estimator_.estimate(selection_.system->system_peer, now.mono);
  system_.updated_at = now.mono;
  system_.root_delay_s = peer.association.server().root_delay.seconds() + estimate->delay_s;
  const double distance_s =
      distance_from_clock_s(*selection_.system, clock_error_s, discipline_.slew_remaining_s(now.mono), 0);
  system_.root_dispersion_s = std::max(distance_s - system_.root_delay_s / 2, std::ldexp(1.0, setup_.precision));
  system_.dispersion_rate = std::max(distance_later_s(clock_error_s, now) - distance_s, 0.0) / kLookAhead_s;
}

double Engine::distance_later_s(double clock_error_s, const ClockReading& now) const {
  const MonoTime later = now.mono + Interval::from_seconds(kLookAhead_s);
  CandidateList candidates;
  for (const selection::Verdict& verdict : selection_.verdicts) {
    auto candidate = network_candidate(verdict.slot, *sources_.at(verdict.slot), later);
    if (candidate) candidates.push_back(*candidate);
  }
  const auto system = selection::select({candidates.begin(), candidates.end()}, config_.selection, system_.peer).system;
  // Each source has moved as it does by then, and the clock has run at what all of them say together.
  const double run_s = discipline_.frequency().ratio() * kLookAhead_s;
  return distance_from_clock_s(system.value_or(*selection_.system), clock_error_s,
                               discipline_.slew_remaining_s(now.mono), system ? run_s : 0);
}

/// How far the truth may be from the clock at any time while the slew in progress goes on. run_s: what the clock has
/// moved at the learnt frequency by the time that `system` is of.
double Engine::distance_from_clock_s(const selection::SystemOffset& system, double clock_error_s, double slew_left_s,
                                     double run_s) const {
  const double clock_s = selection_.system->offset_s - clock_error_s + run_s;
  const double low_s = clock_s + std::min(slew_left_s, 0.0);
  const double high_s = clock_s + std::max(slew_left_s, 0.0);
  return std::max(system.high_s - low_s, high_s - system.low_s);
}

void Engine::watch_distance(const ClockReading& now) {
  if (!synchronized() || !selection_.system || sources_.at(selection_.system->system_peer)->local_clock) return;
  measure_distance(selection_.system->offset_s + timeline_.ahead_of_clock_s(now), now);
}

void Engine::become_unsynchronized(EventCode code, control::SystemEvent event, double value_s, Actions& out) {
  system_.note(event);
  report(out, code, nullptr, value_s);
  stop_serving(out);
}

void Engine::stop_serving(Actions& out) {
  system_.leap = LeapIndicator::unsynchronized;
  system_.stratum = wire::kMaxStratum;
  system_.source = control::ClockSource::unspecified;
  publish_status(kUnknownError_s, out);
}

void Engine::publish_status(double max_error_s, Actions& out) const {
  if (!config_.discipline.enabled) return;
  const discipline::SetStatus status{.leap = system_.leap,
                                     .max_error = Interval::from_seconds(max_error_s),
                                     .estimated_error = Interval::from_seconds(system_.offset_sd_s),
                                     .tai_offset_s = system_.tai_offset_s};
  out.emplace_back(CommandClock{status});
}

void Engine::carry_out(const discipline::Decision& decision, Actions& out) {
  for (const discipline::ClockCommand& command : decision.commands) out.emplace_back(CommandClock{command});
}

void Engine::refresh_bound(const ClockReading& now, Actions& out) {
  run_selection(now);
  if (!selection_.system) lose_system_peer(out);
  if (!synchronized()) return;
  watch_distance(now);
  const bool holds = error_bound_s(now) <= config_.selection.maxdist_s;
  if (holds) {
    if (!leap_.is_near(now.wall)) publish_status(error_bound_s(now), out);
  } else {
    become_unsynchronized(EventCode::synchronization_lost, control::SystemEvent::no_system_peer, 0, out);
  }
}

}  // namespace foliot::engine

// Disturbances: somebody else changes the clock, the machine sleeps, or a virtual machine stands still.
#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/engine.hpp"

namespace foliot::engine {
namespace {

/// What a crystal may have moved while the machine slept: like a drift file, it is of another time.
constexpr double kAfterSleepSd = kDriftFileSd;
/// After a virtual machine was moved to another host its frequency is that of another crystal.
constexpr double kOtherHostSd = 30e-6;
/// Everybody is asked with a burst at most so often, and otherwise with single requests.
constexpr Interval kBurstPause = Interval::from_nanoseconds(300'000'000'000);
constexpr Interval kAskPause = Interval::from_nanoseconds(8'000'000'000);
/// Without a sign on this machine a sample that cannot be explained starts a vote at most so often.
constexpr Interval kSuspectPause = Interval::from_nanoseconds(900'000'000'000);
/// So many samples make a source's forecast good enough to hold the next one against it.
constexpr std::size_t kSamplesForForecast = 4;
constexpr int kRoundsOfOneVoter = 3;
/// What servers may differ by that are disciplined well.
constexpr double kServerDifference_s = 1e-3;
/// What goes on is told again after so long.
constexpr Interval kTellAgain = Interval::from_nanoseconds(3'600'000'000'000);

}  // namespace

void Engine::on_clock_command(const discipline::ClockCommand& command, const ClockReading& before,
                              const ClockReading& after) {
  watch_.on_command(command, before, after);
  if (std::holds_alternative<discipline::Step>(command)) clock_jumped();
}

void Engine::watch_clock(const ClockReading& now, Interval asleep, Actions& out) {
  if (leap_.is_near(now.wall)) return watch_.put_off(now.mono);
  const auto seen = watch_.check(now, asleep);
  if (vote_.active()) settle_vote(now, out);
  if (!seen) return;
  if (seen->kind == DisturbanceKind::slept) {
    note_disturbance(EventCode::machine_slept, seen->by.seconds(), out);
    timeline_.rebase(seen->by);
    learn_anew(kAfterSleepSd, now, out);
  } else if (system_.source == control::ClockSource::local) {
    accept_other_hand(*seen, now, out);
  } else if (config_.discipline.enabled) {
    seen->kind == DisturbanceKind::moved ? clock_moved(seen->by, now, out) : clock_meddled(seen->frequency, now, out);
  }
}

/// The local clock is the reference itself: whoever sets it sets the time of the whole island, and nobody knows better.
void Engine::accept_other_hand(const Disturbance& seen, const ClockReading& now, Actions& out) {
  watch_.accept(now);
  if (seen.kind == DisturbanceKind::moved) note_disturbance(EventCode::clock_set, seen.by.seconds(), out);
}

void Engine::clock_moved(Interval by, const ClockReading& now, Actions& out) {
  note_disturbance(EventCode::clock_moved, by.seconds(), out);
  clock_jumped();
  moved_ = true;
  // Either the clock is wrong now, or the free-running one lost time and somebody put the clock right.
  begin_vote(1, now.mono);
  ask_everyone(now.mono);
  if (!synchronized()) return;
  const double bound_s = error_bound_s(now);
  bound_s <= config_.selection.maxdist_s ? publish_status(bound_s, out) : stop_serving(out);
}

void Engine::clock_meddled(Frequency by, const ClockReading& now, Actions& out) {
  const bool told = meddled_told_at_ && now.mono - *meddled_told_at_ < kTellAgain;
  if (!told) {
    meddled_told_at_ = now.mono;
    note_disturbance(EventCode::clock_meddled, by.ppm(), out);
  } else {
    ++system_.disturbances;
  }
  out.emplace_back(CommandClock{discipline::Adjust{}});  // ends a slew that adjtime(3) was asked for
  out.emplace_back(CommandClock{discipline_.present_frequency()});
  correct_at_once(now, out);
}

void Engine::note_disturbance(EventCode code, double value, Actions& out) {
  ++system_.disturbances;
  const bool meddled = code == EventCode::clock_meddled;
  system_.note(meddled ? control::SystemEvent::kernel : control::SystemEvent::clock_step);
  report(out, code, nullptr, value);
}

void Engine::begin_vote(int rounds, MonoTime now) {
  std::size_t voters = 0;
  sources_.each([&](std::size_t, Source& source) {
    if (can_foretell(source)) ++voters;
  });
  vote_.begin(voters, rounds, now);
}

bool Engine::can_foretell(const Source& source) const {
  return !source.local_clock && !source.association.options().noselect && source.association.reach() != 0 &&
         source.history.count >= kSamplesForForecast;
}

void Engine::ask_everyone(MonoTime now) {
  if (asked_at_ && now - *asked_at_ < kAskPause) return;
  asked_at_ = now;
  const bool burst = !burst_at_ || now - *burst_at_ >= kBurstPause;
  if (burst) burst_at_ = now;
  sources_.each([&](std::size_t, Source& source) {
    if (!source.local_clock) source.association.hurry(now, burst);
  });
}

std::optional<JumpEvidence> Engine::evidence_of(std::size_t slot, const Source& source,
                                                const estimate::Sample& sample) const {
  const auto foretold = estimator_.estimate(slot, sample.at);
  if (!foretold || !can_foretell(source)) return std::nullopt;
  const association::ServerState& server = source.association.server();
  JumpEvidence evidence;
  evidence.jump_s = sample.offset_s - foretold->offset_s;
  evidence.limit_s = (sample.delay_s + foretold->delay_s + server.root_delay.seconds()) / 2 + foretold->dispersion_s +
                     server.root_dispersion.seconds() + kServerDifference_s;
  return evidence;
}

bool Engine::belongs_to_vote(std::size_t slot, const Source& source, const estimate::Sample& sample,
                             const ClockReading& now, Actions& out) {
  // Sources that are not trusted do not tell what happened to this machine.
  if (watchdog_.holding()) return false;
  if (!discipline_.synchronized() && !vote_.active()) return false;
  const auto evidence = evidence_of(slot, source, sample);
  if (!evidence) return false;
  if (!vote_.active()) {
    if (!evidence->contradicts() || !may_suspect(source, now.mono)) return false;
    suspected_at_ = now.mono;
    begin_vote(1, now.mono);
    if (vote_.voters() < 2) begin_vote(kRoundsOfOneVoter, now.mono);
    ask_everyone(now.mono);
  }
  vote_.add(slot, *evidence);
  const bool settled = settle_vote(now, out);
  return settled || evidence->contradicts();
}

bool Engine::may_suspect(const Source& source, MonoTime now) const {
  const bool lately = suspected_at_ && now - *suspected_at_ < kSuspectPause;
  // An outlier is truthful, too. When nobody is followed the clock has run on alone, and whoever answers first may ask.
  const bool is_followed = source.status >= selection::SelectionStatus::excess;
  return !lately && (is_followed || !system_.peer);
}

bool Engine::settle_vote(const ClockReading& now, Actions& out) {
  const auto jump_s = vote_.verdict(now.mono);
  if (!jump_s) return false;
  vote_.end();
  const bool moved = std::exchange(moved_, false);
  if (*jump_s != 0) {
    note_disturbance(EventCode::clock_stood_still, *jump_s, out);
    timeline_.rebase(Interval::from_seconds(*jump_s));
    learn_anew(kOtherHostSd, now, out);
    watchdog_.alarm(now.mono);  // the sources may just as well have been moved
  } else if (moved) {
    discipline_.expect_jump();
    correct_at_once(now, out);
  }
  return true;
}

void Engine::correct_at_once(const ClockReading& now, Actions& out) {
  run_selection(now);
  if (!selection_.system) return;
  const Source* peer = sources_.at(selection_.system->system_peer);
  if (!peer->local_clock && may_set_clock(now.mono)) discipline_clock(now, out);
}

void Engine::learn_anew(double frequency_sd, const ClockReading& now, Actions& out) {
  if (discipline_.synchronized() || setup_.drift) {
    estimator_.set_initial_frequency(discipline_.frequency(), frequency_sd);
  }
  sources_.each([&](std::size_t slot, Source& source) {
    if (source.local_clock) return;
    estimator_.forget(slot);
    source.history = {};
    source.status = selection::SelectionStatus::reject;
  });
  selection_ = {};
  system_.peer.reset();
  first_sample_at_.reset();
  vote_.end();
  watchdog_.abandon(now.mono, out);
  moved_ = false;
  watch_.accept(now);
  discipline_.clock_was_stepped(now.mono);
  discipline_.expect_jump();
  ask_everyone(now.mono);
  if (synchronized()) stop_serving(out);
}

double Engine::suspected_error_s(const ClockReading& now) const {
  const double suspected_s = vote_.suspected_s() + leap_doubt_s(now) + disputed_s(now);
  return config_.discipline.enabled ? suspected_s + std::abs(watch_.deviation_s(now)) : suspected_s;
}

}  // namespace foliot::engine

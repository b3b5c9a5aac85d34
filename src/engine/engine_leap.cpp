// Leap seconds: who announces one, when it is taken, and what the machine is told of TAI.
#include <algorithm>
#include <cmath>

#include "engine/engine.hpp"

namespace foliot::engine {
namespace {

constexpr Interval kDay = Interval::from_nanoseconds(86'400'000'000'000);
/// A list that expires within so many days is complained of.
constexpr double kExpiresSoon_days = 28;

double days(Interval span) {
  return span.seconds() / kDay.seconds();
}

}  // namespace

void Engine::set_leap_table(std::optional<LeapTable> table) {
  if (leap_table_ == table) return;
  leap_table_ = std::move(table);
  next_expiry_check_.reset();
}

WallTime Engine::true_time(const ClockReading& now) const {
  return now.wall + Interval::from_seconds(believed_offset_s(now));
}

/// A list that is good outranks what servers say: they may have it from anywhere.
LeapIndicator Engine::announced_leap(WallTime true_now) const {
  if (leap_table_ && !leap_table_->is_expired(true_now)) {
    const auto next = leap_table_->next(true_now);
    return next && next->midnight - true_now <= kDay ? next->kind : LeapIndicator::none;
  }
  base::FixedVector<LeapIndicator, selection::kMaxCandidates> announced;
  for (const selection::Verdict& verdict : selection_.verdicts) {
    if (verdict.weight > 0) announced.push_back(sources_.at(verdict.slot)->association.server().leap);
  }
  return majority_leap({announced.begin(), announced.end()});
}

void Engine::watch_for_leap(const ClockReading& now, Actions& out) {
  const WallTime true_now = true_time(now);
  const LeapIndicator before = leap_.pending();
  leap_.announce(announced_leap(true_now), true_now);
  leap_deadline_.reset();
  if (leap_.instant()) leap_deadline_ = now.mono + (*leap_.instant() - true_now);
  note_tai(leap_table_ ? leap_table_->tai_offset_s(true_now) : std::nullopt, out);
  if (leap_.pending() == before) return;
  const bool armed = leap_.pending() != LeapIndicator::none;
  system_.note(armed ? control::SystemEvent::leap_armed : control::SystemEvent::leap_disarmed);
  report(out, armed ? EventCode::leap_armed : EventCode::leap_disarmed, nullptr,
         leap_.pending() == LeapIndicator::insert_second ? 1 : -1);
}

void Engine::note_tai(std::optional<int> offset_s, Actions& out) {
  const auto before_s = std::exchange(system_.tai_offset_s, offset_s);
  if (!offset_s || before_s == offset_s) return;
  system_.note(control::SystemEvent::tai);
  report(out, EventCode::tai_changed, nullptr, *offset_s);
}

void Engine::take_leap(const ClockReading& now, Actions& out) {
  if (!leap_deadline_ || now.mono < *leap_deadline_) return;
  leap_at_ = leap_deadline_;
  leap_deadline_.reset();
  const auto jump = leap_.take(std::max(true_time(now), leap_.instant().value_or(now.wall)));
  if (!jump) return;
  timeline_.rebase(*jump);
  clock_jumped();
  if (setup_.clock_leaps) watch_.expect_jump(*jump);
  system_.leap = LeapIndicator::none;
  system_.note(control::SystemEvent::leap_event);
  report(out, EventCode::leap_second, nullptr, jump->seconds());
  if (config_.discipline.enabled && !setup_.clock_leaps) out.emplace_back(CommandClock{discipline::Step{*jump}});
}

/// Just then nobody can tell whether the clock is before or behind the leap second.
double Engine::leap_doubt_s(const ClockReading& now) const {
  const auto near = [&](const std::optional<MonoTime>& at) {
    return at && (now.mono - *at).abs().seconds() <= system_.root_distance_at(now.mono);
  };
  return near(leap_deadline_) || near(leap_at_) ? 1 : 0;
}

void Engine::check_leap_table(const ClockReading& now, Actions& out) {
  if (!leap_table_ || !synchronized() || (next_expiry_check_ && now.mono < *next_expiry_check_)) return;
  next_expiry_check_ = now.mono + kDay;
  const double left_days = days(leap_table_->expires() - true_time(now));
  if (left_days > kExpiresSoon_days) return;
  const bool expired = left_days <= 0;
  if (expired) system_.note(control::SystemEvent::stale_leap_values);
  Report event{.code = expired ? EventCode::leap_list_expired : EventCode::leap_list_expires_soon,
               .address = {},
               .value_s = std::ceil(std::abs(left_days)) * kDay.seconds(),
               .name = config_.leapfile ? config_.leapfile->path : std::string{}};
  out.emplace_back(std::move(event));
}

}  // namespace foliot::engine

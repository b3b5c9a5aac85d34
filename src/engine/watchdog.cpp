#include "engine/watchdog.hpp"

#include <algorithm>
#include <numeric>

namespace foliot::engine {
namespace {

constexpr Interval seconds(std::int64_t count) {
  return Interval::from_nanoseconds(count * 1'000'000'000);
}

/// Between rounds in peace; RFC 9523 section 3.4 has ten poll intervals, which may be three hours.
constexpr Interval kPeace = seconds(1800);
/// Before a round is repeated. Three rounds are over before a step is due (`tinker stepout`: 300 s).
constexpr Interval kAgain = seconds(32);
/// While the clock is held: doubled from the first up to the last.
constexpr Interval kFirstHeld = seconds(64);
constexpr int kHeldDoublings = 4;
/// Nothing to compare with, or too few servers.
constexpr Interval kNotYet = seconds(128);
constexpr Interval kFirstRound = seconds(64);
/// A step waits for an answer to an alarm at most so long: who can silence the crop must not keep it away for ever.
constexpr Interval kAlarm = seconds(240);
constexpr Interval kAlarmed = seconds(4);
constexpr Interval kLongestWait = seconds(4);
/// Between two requests of a round, on average: a round is no burst.
constexpr double kSpacing_s = 0.1;
/// RFC 9523's K: so many rounds in a row must disagree.
constexpr int kPanicTrigger = 3;
/// So many in a row must agree again.
constexpr int kAllClear = 2;
/// The last round before the clock is held asks so many times the servers: RFC 9523's panic mode asks all.
constexpr std::size_t kPanicFactor = 3;
/// Rounds without a verdict are repeated so often, when there is something to find out.
constexpr int kMostRepeats = 4;
/// A crop so many times as large as a round leaves something to chance.
constexpr std::size_t kEnoughRounds = 8;
/// A server farther from its reference than this is no witness.
constexpr double kFarthest_s = 1.5;

association::AssociationOptions options_of_witness() {
  association::AssociationOptions options;
  options.minpoll = options.maxpoll = PollExponent(10);
  return options;
}

}  // namespace

Watchdog::Watchdog(int servers, MonoTime now)
    : servers_(static_cast<std::size_t>(std::max(servers, 0))), next_round_(now + kFirstRound) {}

void Watchdog::set_servers(int servers, Actions& out) {
  servers_ = static_cast<std::size_t>(std::max(servers, 0));
  if (servers_ == 0) begin_anew(out);
}

void Watchdog::begin_anew(Actions& out) {
  abandon(next_round_, out);
  crop_.clear();
  verdict_.reset();
  alarm_ends_.reset();
  state_ = WatchdogState::gathering;
  disagreements_ = agreements_ = empty_rounds_ = held_rounds_ = 0;
}

bool Watchdog::has_enough() const {
  return crop_.size() >= std::min(kEnoughRounds * servers_, ServerCrop::kCapacity);
}

std::optional<MonoTime> Watchdog::next_deadline() const {
  if (!enabled()) return std::nullopt;
  if (!asking()) return next_round_;
  MonoTime next = round_end_;
  for (const Asked& asked : asked_) {
    if (!asked.sent) next = std::min(next, asked.association.next_poll());
  }
  return next;
}

void Watchdog::alarm(MonoTime now) {
  if (!enabled() || crop_.size() < fewest_asked()) return;
  if (!alarm_ends_) alarm_ends_ = now + kAlarm;
  next_round_ = std::min(next_round_, now);
}

bool Watchdog::judged_since(MonoTime since) const {
  return verdict_ && judged_at_ >= since;
}

bool Watchdog::withholds_steps(MonoTime now) const {
  return doubting() || (alarm_ends_ && now < *alarm_ends_);
}

void Watchdog::plan(MonoTime now, Interval mean, base::Rng& rng) {
  next_round_ = now + Interval::from_seconds(mean.seconds() * (0.5 + rng.next_unit()));
}

void Watchdog::put_off(MonoTime now, base::Rng& rng) {
  plan(now, alarm_ends_ ? kAlarmed : kNotYet, rng);
}

/// Of a round: half of it, and never so few that there is no middle third.
std::size_t Watchdog::fewest_asked() const {
  return std::max(kFewestAnswers, (servers_ + 1) / 2);
}

std::size_t Watchdog::round_size() const {
  const bool is_last = disagreements_ == kPanicTrigger - 1;
  return std::min(is_last ? kPanicFactor * servers_ : servers_, kMostAsked);
}

void Watchdog::begin_round(SourceTable& table, MonoTime now, base::Rng& rng) {
  const auto servers =
      crop_.pick(round_size(), now, rng, [&](const base::SocketAddress& remote) { return !table.has_remote(remote); });
  if (servers.size() < fewest_asked()) {
    // Those that were asked a moment ago may be asked again soon: an alarm waits for them. Nobody waits for none.
    if (crop_.size() < fewest_asked()) alarm_ends_.reset();
    return put_off(now, rng);
  }
  MonoTime send_at = now;
  for (std::size_t i = 0; i < servers.size(); ++i) {
    if (ids_.size() == i) ids_.push_back(table.reserve_id());
    send_at = send_at + Interval::from_seconds(2 * kSpacing_s * rng.next_unit());
    asked_.push_back({ids_[i], association::Association(servers[i], options_of_witness(), send_at), false, false, {}});
  }
  round_end_ = send_at + kLongestWait;
  ++rounds_;
}

void Watchdog::send_due(MonoTime now, base::Rng& rng, Actions& out) {
  for (Asked& asked : asked_) {
    if (asked.sent) continue;
    const auto request = asked.association.on_timer(now, rng);
    if (!request) continue;
    asked.sent = true;
    ++sent_;
    crop_.on_asked(asked.association.remote(), now);
    // A late timer must not shorten the time to answer.
    round_end_ = std::max(round_end_, now + kLongestWait);
    out.emplace_back(SendRequest{.association = asked.id, .to = asked.association.remote(), .request = *request});
  }
}

bool Watchdog::round_over(MonoTime now) const {
  return asking() && now >= round_end_;
}

Watchdog::Asked* Watchdog::find(AssociationId id, const base::SocketAddress& from) {
  const auto found = std::ranges::find(asked_, id, &Asked::id);
  return found == asked_.end() || found->association.remote() != from ? nullptr : &*found;
}

bool Watchdog::owns(AssociationId id) const {
  return std::ranges::find(asked_, id, &Asked::id) != asked_.end();
}

void Watchdog::on_transmitted(AssociationId id, Timestamp nonce, MonoTime t1) {
  const auto found = std::ranges::find(asked_, id, &Asked::id);
  if (found != asked_.end()) found->association.on_transmitted(nonce, t1);
}

void Watchdog::on_reply(AssociationId id, std::span<const std::uint8_t> bytes, const base::SocketAddress& from,
                        MonoTime arrival, const association::Timebase& timebase) {
  Asked* const asked = find(id, from);
  if (asked == nullptr) return;
  const auto reply = asked->association.on_reply(bytes, arrival, timebase.zero, timebase.precision);
  if (!reply) {
    count(reply.error());
  } else if (reply->kiss) {
    asked->done = true;
    crop_.on_kiss(from, arrival);
  } else if (reply->sample) {
    take(*asked, *reply->sample);
  }
  if (std::ranges::all_of(asked_, &Asked::done)) round_end_ = std::min(round_end_, arrival);
}

void Watchdog::take(Asked& asked, const estimate::Sample& sample) {
  const association::ServerState& server = asked.association.server();
  const double distance_s = (sample.delay_s + server.root_delay.seconds()) / 2 + server.root_dispersion.seconds();
  asked.done = true;
  if (distance_s > kFarthest_s) return count(association::Drop::bad_root_distance);
  asked.answer = CropAnswer{sample.offset_s, sample.delay_s};
}

void Watchdog::on_refused(AssociationId id, const base::SocketAddress& from) {
  if (find(id, from) != nullptr) count(association::Drop::access_denied);
}

std::vector<base::SocketAddress> Watchdog::asked() const {
  std::vector<base::SocketAddress> servers;
  servers.reserve(asked_.size());
  for (const Asked& asked : asked_) servers.push_back(asked.association.remote());
  return servers;
}

std::uint64_t Watchdog::drops() const {
  return std::accumulate(drops_.begin(), drops_.end(), std::uint64_t{0});
}

std::vector<CropAnswer> Watchdog::answers() const {
  std::vector<CropAnswer> answers;
  for (const Asked& asked : asked_) {
    if (asked.answer) answers.push_back(*asked.answer);
  }
  return answers;
}

void Watchdog::close_round(MonoTime now, Actions& out) {
  // When hardly anybody answers it is our own line that is down.
  const auto heard = static_cast<std::size_t>(std::ranges::count_if(asked_, &Asked::done));
  const bool line_works = 2 * heard >= asked_.size();
  for (const Asked& asked : asked_) {
    if (asked.sent) out.emplace_back(CloseAssociation{asked.id});
    if (asked.done) {
      crop_.on_answer(asked.association.remote());
    } else if (asked.sent && line_works) {
      crop_.on_silence(asked.association.remote(), now);
    }
  }
  asked_.clear();
}

void Watchdog::abandon(MonoTime now, Actions& out) {
  for (const Asked& asked : asked_) {
    if (asked.sent) out.emplace_back(CloseAssociation{asked.id});
  }
  asked_.clear();
  next_round_ = std::max(next_round_, now + kAgain);
}

void Watchdog::rebase(double shift_s) {
  for (Asked& asked : asked_) {
    if (asked.answer) asked.answer->offset_s -= shift_s;
  }
  if (verdict_) verdict_->offset_s -= shift_s;
}

WatchdogChange Watchdog::settle(const FollowedTime& followed, MonoTime now, base::Rng& rng, Actions& out) {
  const CropVerdict verdict = judge_crop(answers(), asked_.size(), followed);
  close_round(now, out);
  // While the clock is held the last that was known bounds its error: an empty round says nothing new.
  const bool says_something = verdict.finding == CropFinding::agrees || verdict.finding == CropFinding::disagrees;
  if (says_something || !holding()) {
    verdict_ = verdict;
    judged_at_ = now;
  }
  return conclude(verdict.finding, now, rng);
}

WatchdogChange Watchdog::conclude(CropFinding finding, MonoTime now, base::Rng& rng) {
  if (holding()) return conclude_holding(finding, now, rng);
  if (finding == CropFinding::disagrees) return conclude_disagreement(now, rng);
  if (finding != CropFinding::agrees) {
    conclude_nothing(finding, now, rng);
    return WatchdogChange::none;
  }
  disagreements_ = empty_rounds_ = 0;
  alarm_ends_.reset();
  state_ = WatchdogState::agreeing;
  plan(now, kPeace, rng);
  return WatchdogChange::agreed;
}

WatchdogChange Watchdog::conclude_disagreement(MonoTime now, base::Rng& rng) {
  empty_rounds_ = 0;
  ++disagreements_;
  state_ = WatchdogState::doubting;
  plan(now, kAgain, rng);
  if (disagreements_ < kPanicTrigger) return WatchdogChange::none;
  state_ = WatchdogState::holding;
  agreements_ = held_rounds_ = 0;
  alarm_ends_.reset();
  return WatchdogChange::held;
}

/// Nothing was found out. A doubt is not forgotten for that, but neither does it last for ever: who can silence the
/// crop must not be able to keep a step away that is due.
void Watchdog::conclude_nothing(CropFinding finding, MonoTime now, base::Rng& rng) {
  const bool is_urgent = withholds_steps(now) || finding == CropFinding::scattered;
  if (is_urgent && empty_rounds_ < kMostRepeats) {
    ++empty_rounds_;
    return plan(now, kAgain, rng);
  }
  empty_rounds_ = disagreements_ = 0;
  alarm_ends_.reset();
  state_ = WatchdogState::gathering;
  plan(now, kPeace, rng);
}

WatchdogChange Watchdog::conclude_holding(CropFinding finding, MonoTime now, base::Rng& rng) {
  if (finding == CropFinding::agrees) {
    plan(now, kAgain, rng);
    if (++agreements_ < kAllClear) return WatchdogChange::none;
    state_ = WatchdogState::agreeing;
    disagreements_ = 0;
    return WatchdogChange::released;
  }
  agreements_ = 0;
  const int doublings = std::min(held_rounds_++, kHeldDoublings);
  plan(now, seconds(static_cast<std::int64_t>(kFirstHeld.seconds()) << doublings), rng);
  return WatchdogChange::none;
}

}  // namespace foliot::engine

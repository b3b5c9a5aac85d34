// The watchdog at work: what its crop is gathered from, what it is compared with, and what a verdict does.
#include <algorithm>
#include <cmath>

#include "engine/engine.hpp"

namespace foliot::engine {
namespace {

/// The crop's word grows old like RFC 5905's PHI, s/s.
constexpr double kStaleness = 15e-6;

bool gives_servers(const config::AssociationLine& line) {
  using association::AssociationKind;
  const bool asks = line.options.kind == AssociationKind::pool || line.options.kind == AssociationKind::server;
  return asks && !base::IpAddress::parse(line.host);
}

}  // namespace

void Engine::watch_over(const ClockReading& now, base::Rng& rng, Actions& out) {
  if (!watchdog_.enabled()) return;
  gather_crop(now.mono, rng, out);
  if (watchdog_.round_due(now.mono)) {
    can_be_watched(now) ? watchdog_.begin_round(sources_, now.mono, rng) : watchdog_.put_off(now.mono, rng);
  }
  watchdog_.send_due(now.mono, rng, out);
  if (watchdog_.round_over(now.mono)) settle_round(now, rng, out);
}

/// The next line, in turn, whose name may give servers and is not being looked up already.
std::optional<std::size_t> Engine::next_crop_line() const {
  const std::size_t lines = config_.associations.size();
  for (std::size_t i = 0; i < lines; ++i) {
    const std::size_t line = (gathering_.turn + i) % lines;
    if (gives_servers(config_.associations[line]) && !names_.under_way(line)) return line;
  }
  return std::nullopt;
}

void Engine::gather_crop(MonoTime now, base::Rng& rng, Actions& out) {
  if (now < gathering_.next) return;
  gathering_.plan(watchdog_.has_enough(), now, rng);
  gathering_.line = next_crop_line();
  if (!gathering_.line) return;
  gathering_.turn = *gathering_.line + 1;
  const config::AssociationLine& wanted = config_.associations[*gathering_.line];
  out.emplace_back(ResolveName{*gathering_.line, wanted.host, wanted.family});
}

bool Engine::is_for_crop(std::size_t line) const {
  return watchdog_.enabled() && gathering_.line == line && !names_.under_way(line);
}

std::size_t Engine::feed_crop(std::size_t line, std::span<const base::IpAddress> addresses) {
  const auto is_stranger = [&](const base::SocketAddress& remote) { return !sources_.has_remote(remote); };
  return watchdog_.crop().add(addresses, config_.associations[line].port, is_stranger);
}

void Engine::take_crop(std::size_t line, std::span<const base::IpAddress> addresses) {
  gathering_.line.reset();
  gathering_.took(feed_crop(line, addresses));
}

/// What is left over of an answer for the associations. Whoever can make a server seem dead can make its name be looked
/// up again and again: that feeds the crop only while there is hardly any.
void Engine::leave_for_crop(std::size_t line, std::span<const base::IpAddress> addresses) {
  const bool is_small = watchdog_.crop().size() < Watchdog::kMostAsked;
  if (watchdog_.enabled() && is_small) feed_crop(line, addresses);
}

/// A round needs something to compare with, and a time scale that is not about to jump.
bool Engine::can_be_watched(const ClockReading& now) const {
  const auto state = discipline_.state();
  const bool ever_set = state != discipline::ClockState::nset && state != discipline::ClockState::fset;
  if (!selection_.system || !ever_set || vote_.active()) return false;
  return !sources_.at(selection_.system->system_peer)->local_clock && !leap_.is_near(true_time(now));
}

void Engine::settle_round(const ClockReading& now, base::Rng& rng, Actions& out) {
  run_selection(now);
  if (!can_be_watched(now)) return watchdog_.abandon(now.mono, out);
  const FollowedTime followed{selection_.system->offset_s, selection_.system->bound_s};
  const bool withheld = watchdog_.withholds_steps(now.mono);
  const WatchdogChange change = watchdog_.settle(followed, now.mono, rng, out);
  const double difference_s = watchdog_.verdict()->difference_s;
  if (change == WatchdogChange::agreed) {
    trust_frequency();
    if (withheld) correct_at_once(now, out);
  } else if (change == WatchdogChange::held) {
    hold_clock(difference_s, now, out);
  } else if (change == WatchdogChange::released) {
    report(out, EventCode::watchdog_released, nullptr, difference_s);
    correct_at_once(now, out);
  }
}

void Engine::trust_frequency() {
  if (trusted_frequencies_.full()) trusted_frequencies_.erase_at(0);
  trusted_frequencies_.push_back(discipline_.frequency());
}

/// The frequency goes back to what it was some verdicts ago: what was learnt since may be the liars'. A drag is slow as
/// long as it stays within the margins, so the older of two is the better one.
void Engine::hold_clock(double difference_s, const ClockReading& now, Actions& out) {
  const Frequency frequency = trusted_frequencies_.empty() ? discipline_.frequency() : trusted_frequencies_[0];
  carry_out(discipline_.hold(frequency), out);
  report(out, EventCode::watchdog_held, nullptr, difference_s);
  refresh_bound(now, out);
}

double Engine::disputed_s(const ClockReading& now) const {
  if (!watchdog_.holding()) return 0;
  const CropVerdict& verdict = *watchdog_.verdict();
  const double age_s = (now.mono - watchdog_.judged_at()).seconds();
  const double crop_s = verdict.offset_s + age_s * discipline_.frequency().ratio() + timeline_.ahead_of_clock_s(now);
  const double off_by_s = std::abs(crop_s) + verdict.margin_s + age_s * kStaleness;
  return std::max(off_by_s - system_.root_distance_at(now.mono), 0.0);
}

/// Servers of a line that is gone are no witnesses any more (which were of that line is not known), and if those that
/// were followed lied, that was what to do about it.
void Engine::remap_crop(const LineChanges& changes, Actions& out) {
  if (!changes.removed.empty()) watchdog_.begin_anew(out);
  if (gathering_.line) gathering_.line = changes.new_of_old[*gathering_.line];
  gathering_.turn = 0;
  watchdog_.set_servers(config_.selection.watchdog, out);
}

}  // namespace foliot::engine

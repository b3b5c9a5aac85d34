#include "access/client_monitor.hpp"

namespace foliot::access {
namespace {

/// What is shown of a client's flags: `limited` and `kod` only when they did something.
RestrictFlags shown(RestrictFlags flags, Pace pace) {
  if (pace == Pace::good) flags.bits &= ~static_cast<std::uint32_t>(Restrict::limited);
  if (pace != Pace::kiss) flags.bits &= ~static_cast<std::uint32_t>(Restrict::kod);
  return flags;
}

}  // namespace

ClientMonitor::ClientMonitor(const MonitorOptions& options, base::Rng& rng, MonoTime start) : rule_(options.rate) {
  if (options.enabled) clients_.emplace(options.mru, options.rate.discard.monitor_age_s, rng, start);
}

Pace ClientMonitor::see(const Sighting& sighting, RestrictFlags flags, base::Rng& rng) {
  if (!clients_) return Pace::good;
  const auto known = clients_->find(sighting.remote.ip);
  if (!known) {
    const auto added = clients_->add(sighting, rng.next_unit());
    if (added) clients_->set_pace(*added, rule_.first(), shown(flags, Pace::good), false);
    return Pace::good;
  }
  const Interval since_last = clients_->note(*known, sighting);
  const bool is_limited = flags.has(Restrict::limited);
  PaceState state = clients_->pace(*known);
  const Pace judged = rule_.judge(state, since_last, is_limited && flags.has(Restrict::kod));
  const Pace pace = is_limited ? judged : Pace::good;
  clients_->set_pace(*known, state, shown(flags, pace), pace != Pace::good);
  return pace;
}

}  // namespace foliot::access

// Orphan mode: whom a host follows that could be an orphan, and what it serves when there is nobody.
#include <cmath>

#include "engine/engine.hpp"

namespace foliot::engine {

/// Of the sources that are no better than an orphan only the elected parent is left, as a last resort.
void Engine::elect_orphan_parent(CandidateList& candidates) const {
  const auto own_stratum = orphan_stratum(config_.selection);
  if (!own_stratum) return;
  std::optional<selection::Candidate> parent;
  const auto metric = [&](const selection::Candidate& candidate) {
    return reference_id_of(sources_.at(candidate.slot)->association.remote().ip);
  };
  for (std::size_t i = candidates.size(); i-- > 0;) {
    const selection::Candidate candidate = candidates[i];
    const Source& source = *sources_.at(candidate.slot);
    if (source.local_clock) continue;
    const association::Association& association = source.association;
    const auto rank = orphan_rank(association.server(), *own_stratum, association.remote().ip, source.local.ip);
    if (rank == OrphanRank::ordinary) continue;
    candidates.erase_at(i);
    if (rank == OrphanRank::parent && (!parent || metric(candidate) < metric(*parent))) parent = candidate;
  }
  if (!parent) return;
  parent->last_resort = true;
  candidates.push_back(*parent);
}

std::optional<MonoTime> Engine::orphan_deadline() const {
  if (!orphan_stratum(config_.selection)) return std::nullopt;
  return orphan_.deadline(Interval::from_seconds(config_.selection.orphanwait_s));
}

void Engine::watch_for_orphanhood(const ClockReading& now, Actions& out) {
  if (!orphan_.due(Interval::from_seconds(config_.selection.orphanwait_s), now.mono)) return;
  const auto stratum = orphan_stratum(config_.selection);
  if (stratum && !in_panic_) serve_as_orphan(*stratum, now, out);
}

void Engine::serve_as_orphan(std::uint8_t stratum, const ClockReading& now, Actions& out) {
  const bool was_synchronized = synchronized();
  system_.leap = LeapIndicator::none;
  system_.stratum = stratum;
  system_.reference_id = orphan_reference_id(stratum);
  system_.reference = to_timestamp(now.wall);
  system_.updated_at = now.mono;
  system_.root_delay_s = 0;
  system_.root_dispersion_s = std::ldexp(1.0, setup_.precision);
  system_.dispersion_rate = config_.discipline.dispersion_ppm * 1e-6;
  system_.offset_s = 0;
  system_.source = control::ClockSource::unspecified;
  if (orphan_.serve(now.mono)) report(out, EventCode::orphaned, nullptr, stratum);
  if (was_synchronized) return;
  system_.note(control::SystemEvent::clock_sync);
  report(out, EventCode::clock_synchronized);
}

/// After a change of the configuration: what an orphan said is void when there are to be none any more.
void Engine::leave_orphanhood(Actions& out) {
  if (orphan_stratum(config_.selection) || !orphan_.end()) return;
  become_unsynchronized(EventCode::synchronization_lost, control::SystemEvent::no_system_peer, 0, out);
}

}  // namespace foliot::engine

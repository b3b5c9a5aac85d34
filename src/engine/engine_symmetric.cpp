// What symmetric associations and broadcasts need to know of the whole: what we are, and how fast our clock runs.
#include "engine/engine.hpp"

namespace foliot::engine {
namespace {

constexpr double kUnknownCrystalSd = 50e-6;  // nearly all are within twice of it
constexpr double kSettledSd = 2e-6;          // once the clock is steered

}  // namespace

association::OwnState Engine::own_state(const ClockReading& now) const {
  const clock::TimeSnapshot state = snapshot(now);
  association::OwnState own;
  own.now = now;
  // A smear is for clients: equals get the time as it is.
  own.header.leap = state.leap == LeapIndicator::unsynchronized ? state.leap : system_.leap;
  own.header.stratum = state.leap == LeapIndicator::unsynchronized ? std::uint8_t{0} : state.stratum;
  own.header.precision = state.precision;
  own.header.root_delay = ShortInterval::ceil(state.root_delay);
  own.header.root_dispersion = ShortInterval::ceil(state.root_dispersion);
  // At stratum 0 an address could read as a kiss code.
  own.header.reference_id = own.header.stratum == 0 ? wire::ReferenceId::from_text("INIT") : system_.reference_id;
  own.header.reference = state.reference;
  own.rate = clock_rate(now.mono);
  return own;
}

association::Rate Engine::clock_rate(MonoTime now) const {
  if (const auto known = estimator_.oscillator(now)) return {known->frequency, known->frequency_sd};
  const bool settled = discipline_.synchronized() || setup_.drift.has_value();
  return {discipline_.frequency(), settled ? kSettledSd : kUnknownCrystalSd};
}

association::Timebase Engine::timebase(const ClockReading& now) const {
  return {timeline_.zero(), setup_.stamp_precision, clock_rate(now.mono)};
}

std::optional<association::Request> Engine::next_packet(association::Association& association, const ClockReading& now,
                                                        base::Rng& rng) const {
  using association::AssociationKind;
  const AssociationKind kind = association.options().kind;
  if (association.is_symmetric()) return association.on_symmetric_timer(own_state(now), rng);
  if (kind == AssociationKind::broadcast) return association.on_broadcast_timer(own_state(now), rng);
  if (kind != AssociationKind::broadcast_client || !association.listening()) return association.on_timer(now.mono, rng);
  association.on_listening_timer(now.mono, rng);
  return std::nullopt;
}

/// A broadcast server asks nobody, and sends at one pace.
association::AssociationOptions Engine::options_of(const config::AssociationLine& line) const {
  association::AssociationOptions options = line.options;
  if (options.kind != association::AssociationKind::broadcast) return options;
  options.noselect = true;
  options.iburst = false;
  options.burst = false;
  options.maxpoll = options.minpoll;
  return options;
}

bool Engine::has_peer(const base::SocketAddress& remote) const {
  bool found = false;
  sources_.each([&](std::size_t, const Source& source) {
    found = found || (source.association.is_symmetric() && source.association.remote() == remote);
  });
  return found;
}

void Engine::clock_jumped() {
  sources_.each([](std::size_t, Source& source) { source.association.on_clock_jump(); });
}

}  // namespace foliot::engine

// Who is asked: pools that are kept full of good members, and servers by name that follow their names.
//
// A member that is dead, or has long told a time that the others contradict, goes when a look-up brings somebody new
// in its place, and not before: while the resolver is as dead as the server, a bad member is the best there is. A
// member that told us to stop goes at once. None of them comes back for a while.
#include <algorithm>

#include "engine/engine.hpp"

namespace foliot::engine {
namespace {

/// A server that has never answered is given up after this many polls; one that did, sooner.
constexpr int kPollsBeforeFirstAnswer = 8;
constexpr int kPollsAfterLastAnswer = 2;
/// A member that is no use for so long is replaced. Longer than a server takes to come back from a restart.
constexpr Interval kPatience = Interval::from_nanoseconds(1'800'000'000'000);
constexpr Interval kShunBad = Interval::from_nanoseconds(3'600'000'000'000);
constexpr Interval kShunRefusing = Interval::from_nanoseconds(86'400'000'000'000);

bool sends_only(const Source& source) {
  return source.association.options().kind == association::AssociationKind::broadcast;
}

}  // namespace

bool Engine::is_pool(std::size_t line) const {
  return line != kNoLine && config_.associations[line].options.kind == association::AssociationKind::pool;
}

std::size_t Engine::network_sources() const {
  std::size_t used = 0;
  sources_.each([&](std::size_t, const Source& source) { used += source.local_clock || sends_only(source) ? 0 : 1; });
  return used;
}

std::size_t Engine::pool_limit() const {
  return static_cast<std::size_t>(std::max(config_.selection.maxclock, 1));
}

bool Engine::is_dead(const Source& source) {
  const bool ever_answered = source.association.server().received_at.has_value();
  return source.association.unreach() >= (ever_answered ? kPollsAfterLastAnswer : kPollsBeforeFirstAnswer);
}

bool Engine::is_bad(const Source& source, MonoTime now) {
  return is_dead(source) || (source.useless_since && now - *source.useless_since >= kPatience);
}

void Engine::fill_pool(std::size_t line, std::span<const base::IpAddress> addresses, MonoTime now, Actions& out) {
  bool found = false;
  for (const base::IpAddress& address : addresses) {
    const base::SocketAddress remote{address, config_.associations[line].port};
    if (sources_.has_remote(remote) || shunned_.holds(remote, now)) continue;
    drop_bad_member(line, now, out);
    if (pool_is_full()) break;
    mobilize(line, address, now, out);
    found = true;
  }
  found ? names_.found_something(line) : names_.brought_nothing(line, now);
}

/// The worst of those that a new one may replace, if there is any.
void Engine::drop_bad_member(std::size_t line, MonoTime now, Actions& out) {
  std::optional<std::size_t> worst;
  sources_.each([&](std::size_t slot, const Source& source) {
    if ((source.line != line && !source.association.options().preempt) || !is_bad(source, now)) return;
    if (!worst || source.association.unreach() > sources_.at(*worst)->association.unreach()) worst = slot;
  });
  if (!worst) return;
  shunned_.add(sources_.at(*worst)->association.remote(), now + kShunBad);
  remove_source(*worst, out);
}

/// While there are more associations than `tos maxclock`, those that say `preempt` and are of no use have to go.
void Engine::drop_preemptible(MonoTime now, Actions& out) {
  sources_.each([&](std::size_t slot, const Source& source) {
    if (!source.association.options().preempt || network_sources() <= pool_limit()) return;
    if (is_bad(source, now)) remove_source(slot, out);
  });
}

/// A pool member told us to stop: somebody else is looked for, and it is not asked again today.
void Engine::drop_refusing_member(std::size_t slot, MonoTime now, Actions& out) {
  const Source& source = *sources_.at(slot);
  shunned_.add(source.association.remote(), now + kShunRefusing);
  names_.want(source.line, now);
  remove_source(slot, out);
}

/// `tos maxclock` became smaller: the pool members that count least go first.
void Engine::shrink_pools(Actions& out) {
  while (network_sources() > pool_limit()) {
    std::optional<std::size_t> worst;
    sources_.each([&](std::size_t slot, const Source& source) {
      if (!is_pool(source.line)) return;
      if (!worst || source.status < sources_.at(*worst)->status) worst = slot;
    });
    if (!worst) return;
    remove_source(*worst, out);
  }
}

/// The name of a dead server may have another address by now, or had more than one all along.
void Engine::move_dead_server(std::size_t line, std::span<const base::IpAddress> addresses, MonoTime now) {
  sources_.each([&](std::size_t slot, Source& source) {
    if (source.line != line || source.association.reach() != 0 || source.association.demobilized()) return;
    const std::uint16_t port = source.association.remote().port;
    const auto other = std::ranges::find_if(addresses, [&](const base::IpAddress& address) {
      return !sources_.has_remote({address, port});
    });
    if (other == addresses.end()) {
      names_.brought_nothing(line, now);
      return;
    }
    names_.found_something(line);
    source.association.restart({*other, port}, now);
    give_key(source);
    source.history = {};
    source.note(control::PeerEvent::restart);
    estimator_.forget(slot);
  });
}

/// Whose names to look up again; and since when a source is of no use although the clock is right.
void Engine::look_after_sources(MonoTime now) {
  sources_.each([&](std::size_t, Source& source) {
    if (source.local_clock || source.line == kNoLine || sends_only(source)) return;
    const bool useless = source.status <= selection::SelectionStatus::falsetick && synchronized() &&
                         !source.association.options().noselect;
    if (!useless) source.useless_since.reset();
    if (useless && !source.useless_since) source.useless_since = now;
    const bool replaceable = is_pool(source.line) ? is_bad(source, now) : is_dead(source);
    if (replaceable && !base::IpAddress::parse(config_.associations[source.line].host)) names_.want(source.line, now);
  });
  for (std::size_t line = 0; line < config_.associations.size(); ++line) {
    if (is_pool(line) && !pool_is_full()) names_.want(line, now);
  }
}

void Engine::on_network_changed(std::vector<base::IpAddress> own, std::span<const base::IpAddress> local,
                                const ClockReading& now) {
  setup_.own_addresses = std::move(own);
  const auto is_here = [&](const base::IpAddress& address) { return std::ranges::find(local, address) != local.end(); };
  names_.hasten(now.mono);
  sources_.each([&](std::size_t, Source& source) {
    if (source.local_clock) return;
    const bool has_own_socket = source.association.sent() > 0 && !source.association.from_service_port();
    const bool uprooted = has_own_socket && !is_here(source.local.ip);
    if (uprooted || source.association.reach() == 0) source.association.hurry(now.mono, false);
  });
}

}  // namespace foliot::engine

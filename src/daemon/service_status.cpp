#include "daemon/service_status.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace foliot::daemon {
namespace {

constexpr Interval kStatusPace = Interval::from_seconds(16);

std::string unsynchronised_text(const std::vector<control::PeerView>& peers) {
  if (peers.empty()) return "not synchronised: no server is known";
  const auto reached = std::ranges::count_if(peers, &control::PeerView::reachable);
  return fmt::format("not synchronised: {} of {} servers answer", reached, peers.size());
}

std::string synchronised_text(const control::SystemView& system, const std::vector<control::PeerView>& peers) {
  const auto peer = std::ranges::find(peers, system.peer, &control::PeerView::id);
  if (system.peer == 0 || peer == peers.end()) {
    return fmt::format("no server to follow; the clock runs on by what was learnt, within {:.6f} s", system.bound_s);
  }
  return fmt::format("synchronised to {} (stratum {}), offset {:+.6f} s", peer->source.ip.to_string(), peer->stratum,
                     system.offset_s);
}

}  // namespace

std::string status_text(engine::Engine& engine, const ClockReading& now, bool read_only) {
  engine.set_view_time(now);
  const char* note = read_only ? "; the machine's clock is left alone" : "";
  if (engine.panicking()) {
    return fmt::format("the offset exceeds the panic threshold of {:.0f} s: the clock is left as it is",
                       engine.panic_s());
  }
  const auto peers = engine.peer_views();
  if (!engine.synchronized()) return unsynchronised_text(peers) + note;
  return synchronised_text(engine.system_view(), peers) + note;
}

void ServiceStatus::on_turn(engine::Engine& engine, const ClockReading& now, bool read_only) {
  if (!manager_.listens()) return;
  if (manager_.watchdog() && now.mono >= next_sign_) {
    next_sign_ = now.mono + manager_.watchdog()->half();
    manager_.alive();
  }
  if (now.mono < next_status_) return;
  next_status_ = now.mono + kStatusPace;
  std::string text = status_text(engine, now, read_only);
  if (text == last_) return;
  manager_.status(text);
  last_ = std::move(text);
}

std::optional<MonoTime> ServiceStatus::next_deadline() const {
  if (!manager_.listens()) return std::nullopt;
  return manager_.watchdog() ? std::min(next_sign_, next_status_) : next_status_;
}

}  // namespace foliot::daemon

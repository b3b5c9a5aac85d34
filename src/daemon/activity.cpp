#include "daemon/activity.hpp"

#include <algorithm>

namespace foliot::daemon {
namespace {

constexpr Interval kOverrun = Interval::from_seconds(1);

void add(control::IoStatistics& all, const platform::UdpCounts& counts) {
  all.received += counts.received;
  all.dropped += counts.truncated;
  all.sent += counts.sent;
  all.not_sent += counts.not_sent;
}

std::string name_of(const std::optional<base::IpAddress>& address, base::IpFamily family,
                    std::span<const LocalAddress> local) {
  if (!address) return family == base::IpFamily::v4 ? "v4wildcard" : "v6wildcard";
  const auto found = std::ranges::find(local, *address, &LocalAddress::address);
  return found == local.end() ? "unknown" : found->interface;
}

unsigned flags_of(const std::optional<base::IpAddress>& address, int groups) {
  unsigned flags = control::kInterfaceUp;
  if (!address) flags |= control::kInterfaceWildcard;
  if (address && address->is_loopback()) flags |= control::kInterfaceLoopback;
  if (groups > 0) flags |= control::kInterfaceMulticast | control::kInterfaceGroups;
  return flags;
}

base::IpAddress wildcard_of(base::IpFamily family) {
  return family == base::IpFamily::v4 ? base::IpAddress() : base::IpAddress::v6({});
}

}  // namespace

void Activity::woke(std::size_t ready) {
  ++loop_.wakeups;
  if (ready > 0) ++loop_.good_wakeups;
}

void Activity::was_late(Interval late) {
  if (late >= kOverrun) ++timer_.overruns;
}

void Activity::reset_io(MonoTime now) {
  before_ = all_io();
  io_reset_ = now;
}

void Activity::reset_timer(MonoTime now) {
  timer_ = {};
  timer_reset_ = now;
}

control::IoStatistics Activity::all_io() const {
  control::IoStatistics all = loop_;
  add(all, service_.closed_counts());
  for (const ServiceSockets::Listening& one : service_.listening()) add(all, one.counts);
  add(all, associations_.counts());
  return all;
}

control::IoStatistics Activity::io(MonoTime now) const {
  control::IoStatistics io = all_io();
  io.since_reset_s = (now - io_reset_).seconds();
  io.received -= before_.received;
  io.dropped -= before_.dropped;
  io.sent -= before_.sent;
  io.not_sent -= before_.not_sent;
  io.wakeups -= before_.wakeups;
  io.good_wakeups -= before_.good_wakeups;
  return io;
}

control::TimerStatistics Activity::timer(MonoTime now) const {
  control::TimerStatistics timer = timer_;
  timer.since_reset_s = (now - timer_reset_).seconds();
  return timer;
}

std::vector<control::InterfaceView> Activity::interfaces(std::span<const LocalAddress> local,
                                                         std::span<const control::PeerView> peers) const {
  std::vector<control::InterfaceView> views;
  for (const ServiceSockets::Listening& one : service_.listening()) {
    const platform::UdpCounts& counts = one.counts;
    control::InterfaceView view;
    view.name = name_of(one.address, one.family, local);
    view.address = {one.address.value_or(wildcard_of(one.family)), one.port};
    view.groups = one.socket->groups_joined();
    view.flags = flags_of(one.address, view.groups);
    view.ttl = one.socket->group_hops();
    view.received = counts.received;
    view.sent = counts.sent;
    view.not_sent = counts.not_sent;
    view.uptime_s = one.socket->age().seconds();
    const auto leaves_here = [&](const control::PeerView& peer) {
      const bool from_port = peer.destination.port == one.port && peer.destination.ip.family() == one.family;
      return from_port && (!one.address || *one.address == peer.destination.ip);
    };
    view.peers = static_cast<std::uint64_t>(std::ranges::count_if(peers, leaves_here));
    views.push_back(std::move(view));
  }
  return views;
}

}  // namespace foliot::daemon

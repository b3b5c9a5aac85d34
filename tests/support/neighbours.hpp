// Neighbours: several whole hosts in simulated time, each the real engine on a clock of its own, that ask, serve and
// talk to each other as equals.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "server/reply.hpp"
#include "sim/simulated_clock.hpp"
#include "support/world_support.hpp"
#include "wire/header.hpp"

namespace foliot::testing {

class Neighbours {
 public:
  struct Host {
    base::IpAddress address;
    sim::SimulatedClock clock;
    base::SeededRng rng;
    engine::Actions actions;
    std::unique_ptr<engine::Engine> engine;
    std::vector<engine::Report> reports;
    std::uint64_t requests_served = 0;
    bool cut_off = false;  ///< nothing reaches it, nothing leaves it
  };

  /// A host that begins to run now; its number.
  std::size_t add(const std::string& address, const config::Config& config, const sim::OscillatorModel& oscillator) {
    const std::uint64_t seed = kSeed + hosts_.size() * 1000;
    hosts_.push_back(std::unique_ptr<Host>(new Host{*base::IpAddress::parse(address),
                                                    sim::SimulatedClock(oscillator, now_, seed),
                                                    base::SeededRng(seed + 1),
                                                    {},
                                                    {},
                                                    {}}));
    start(hosts_.size() - 1, config);
    return hosts_.size() - 1;
  }

  /// The host's daemon starts (again).
  void start(std::size_t index, const config::Config& config) {
    Host& host = *hosts_[index];
    engine::Setup setup;
    setup.own_addresses = {host.address, base::IpAddress::v4(127, 0, 0, 1)};
    host.engine = std::make_unique<engine::Engine>(config, std::move(setup), host.clock.now(), host.rng);
    host.engine->start(host.clock.now(), host.actions);
    perform(host);
  }

  void run(double seconds, const std::function<void()>& observe = {}) {
    const sim::TrueTime end = now_ + Interval::from_seconds(seconds);
    sim::TrueTime next_look = now_ + kLook;
    while (now_ < end) {
      sim::TrueTime next = std::min(end, next_look);
      if (!queue_.empty()) next = std::min(next, queue_.begin()->first);
      for (const auto& host : hosts_) next = std::min(next, host->clock.when(host->engine->next_deadline()));
      advance(std::max(next, now_ + kStep));
      if (now_ < next_look) continue;
      next_look = now_ + kLook;
      if (observe) observe();
    }
  }

  [[nodiscard]] Host& host(std::size_t index) { return *hosts_[index]; }
  [[nodiscard]] control::SystemView system(std::size_t index) {
    host(index).engine->set_view_time(host(index).clock.now());
    return host(index).engine->system_view();
  }
  [[nodiscard]] std::vector<control::PeerView> peers(std::size_t index) {
    host(index).engine->set_view_time(host(index).clock.now());
    return host(index).engine->peer_views();
  }
  /// The address of the system peer; empty: there is none.
  [[nodiscard]] std::string star(std::size_t index) {
    for (const auto& view : peers(index)) {
      if (view.selection == selection::SelectionStatus::sys_peer) return view.source.ip.to_string();
    }
    return {};
  }
  [[nodiscard]] double error_s(std::size_t index) { return host(index).clock.error_s(); }
  [[nodiscard]] int count(std::size_t index, engine::EventCode code) {
    return static_cast<int>(std::ranges::count_if(host(index).reports, [&](const auto& r) { return r.code == code; }));
  }

  double way_s = 0.001;  ///< one way, between any two
  /// Sees each datagram before it leaves; false: it is lost.
  std::function<bool(const base::IpAddress& from, const base::IpAddress& to, std::span<const std::uint8_t>)> filter;

 private:
  static constexpr Interval kLook = Interval::from_nanoseconds(1'000'000'000);
  static constexpr Interval kStep = Interval::from_nanoseconds(1'000);

  struct Datagram {
    base::SocketAddress from;
    base::SocketAddress to;
    std::vector<std::uint8_t> bytes;
    engine::AssociationId client = 0;  ///< whose request this is, or whose request it answers; 0: from the service port
  };

  void advance(sim::TrueTime when) {
    now_ = when;
    for (const auto& host : hosts_) host->clock.advance(now_);
    while (!queue_.empty() && queue_.begin()->first <= now_) {
      const Datagram datagram = std::move(queue_.begin()->second);
      queue_.erase(queue_.begin());
      for (const auto& host : hosts_) {
        if (host->address == datagram.to.ip && !host->cut_off) receive(*host, datagram);
      }
    }
    for (const auto& host : hosts_) {
      if (host->clock.now().mono < host->engine->next_deadline()) continue;
      host->engine->watch_clock(host->clock.now(), Interval{}, host->actions);
      perform(*host);
      host->engine->on_timer(host->clock.now(), host->rng, host->actions);
      perform(*host);
    }
  }

  void receive(Host& host, const Datagram& datagram) {
    const ClockReading now = host.clock.now();
    host.engine->watch_clock(now, Interval{}, host.actions);
    perform(host);
    const wire::Mode mode = wire::mode_of(datagram.bytes.front());
    const bool is_request = mode == wire::Mode::client || mode == wire::Mode::symmetric_active;
    if (mode == wire::Mode::broadcast) {
      host.engine->on_broadcast({datagram.bytes, datagram.from, now.mono}, -1, now, host.actions);
    } else if (is_request && !host.engine->has_peer(datagram.from)) {
      serve(host, datagram, now);
    } else if (datagram.client != 0) {
      host.engine->on_reply(datagram.client, datagram.bytes, datagram.from, now.mono, now, host.actions);
    } else if (const auto id = host.engine->service_association(datagram.from)) {
      host.engine->on_reply(*id, datagram.bytes, datagram.from, now.mono, now, host.actions);
    }
    perform(host);
  }

  void serve(Host& host, const Datagram& datagram, const ClockReading& now) {
    auto reply = server::make_reply(datagram.bytes, to_timestamp(now.wall), now.mono, host.engine->snapshot(now));
    if (!reply) return;
    ++host.requests_served;
    server::finish(*reply, to_timestamp(now.wall));
    const auto view = reply->view();
    post(host, {datagram.to, datagram.from, {view.begin(), view.end()}, datagram.client});
  }

  void post(const Host& host, Datagram datagram) {
    if (host.cut_off || (filter && !filter(datagram.from.ip, datagram.to.ip, datagram.bytes))) return;
    queue_.emplace(now_ + Interval::from_seconds(way_s), std::move(datagram));
  }

  void perform(Host& host) {
    for (const engine::Action& action : host.actions) {
      if (const auto* request = std::get_if<engine::SendRequest>(&action)) {
        send(host, *request);
      } else if (const auto* command = std::get_if<engine::CommandClock>(&action)) {
        const ClockReading before = host.clock.now();
        EXPECT_TRUE(host.clock.apply(command->command).has_value());
        host.engine->on_clock_command(command->command, before, host.clock.now());
      } else if (const auto* report = std::get_if<engine::Report>(&action)) {
        host.reports.push_back(*report);
      }
    }
    host.actions.clear();
  }

  void send(Host& host, const engine::SendRequest& request) {
    host.engine->on_local_address(request.association, {host.address, 123});
    const auto view = request.request.view();
    const std::uint16_t port = request.from_service_port ? 123 : 50'000;
    const engine::AssociationId client = request.from_service_port ? engine::AssociationId{0} : request.association;
    if (!request.group_hops) {
      return post(host, {{host.address, port}, request.to, {view.begin(), view.end()}, client});
    }
    for (const auto& other : hosts_) {
      if (other.get() != &host) {
        post(host, {{host.address, 123}, {other->address, 123}, {view.begin(), view.end()}, 0});
      }
    }
  }

  sim::TrueTime now_ = kStart;
  std::vector<std::unique_ptr<Host>> hosts_;
  std::multimap<sim::TrueTime, Datagram> queue_;
};

/// `server 127.127.1.0 prefer`, `fudge 127.127.1.0 stratum 0`: a reference at stratum 1.
inline config::Config reference() {
  config::Config config;
  config::AssociationLine line{.host = "127.127.1.0"};
  line.options.kind = association::AssociationKind::local_clock;
  line.options.prefer = true;
  config.associations.push_back(line);
  config.fudges.push_back({.clock = base::IpAddress::v4(127, 127, 1, 0), .stratum = 0, .place = {}});
  return config;
}

}  // namespace foliot::testing

// A daemon's state for tests of mode 6: one system, and the associations that a test puts there.
#pragma once

#include <string>
#include <vector>

#include "control/mode6.hpp"

namespace foliot::test {

/// 2019-06-17 10:00:00.5 UTC.
inline constexpr Timestamp kControlClock = Timestamp::from_bits(0xe0b1e320'80000000U);

class ControlState final : public control::StateSource {
 public:
  [[nodiscard]] control::SystemView system_view() override { return system; }
  [[nodiscard]] std::vector<control::PeerView> peer_views() override { return peers; }
  [[nodiscard]] std::vector<control::InterfaceView> interface_views() override { return interfaces; }
  [[nodiscard]] control::AccessView access_view() override { return access; }
  [[nodiscard]] access::MruShards clients() override { return access::MruShards(std::span(&mru, 1)); }
  void clear_events(std::uint16_t association_id) override { cleared.push_back(association_id); }

  control::SystemView system;
  std::vector<control::PeerView> peers;
  std::vector<control::InterfaceView> interfaces;
  control::AccessView access;
  const access::MruList* mru = nullptr;
  std::vector<std::uint16_t> cleared;
};

/// A synchronised stratum 2 system that follows association 17.
inline control::SystemView synchronised_system() {
  control::SystemView system;
  system.leap = LeapIndicator::none;
  system.source = control::ClockSource::ntp;
  system.last_event = control::SystemEvent::clock_sync;
  system.event_count = 1;
  system.stratum = 2;
  system.precision = -24;
  system.root_delay_s = 0.0123456;
  system.root_dispersion_s = 0.0456;
  system.reference_id = wire::ReferenceId::from_bits(0xc0000201);
  system.reference_time = kControlClock + Interval::from_seconds(-33);
  system.clock = kControlClock;
  system.peer = 17;
  system.time_constant_log2_s = 6;
  system.offset_s = -0.000123456;
  system.frequency = Frequency::from_ppm(-12.3456);
  system.system_jitter_s = 0.0000345;
  system.clock_jitter_s = 0.00002;
  system.clock_wander_ppm = 0.01;
  system.bound_s = 0.061;
  system.version = "ntpd foliot";
  system.processor = "x86_64";
  system.system = "Linux/6.1.0";
  return system;
}

/// The system peer: a stratum 1 server with a good record.
inline control::PeerView system_peer() {
  control::PeerView peer;
  peer.id = 17;
  peer.reachable = true;
  peer.selection = selection::SelectionStatus::sys_peer;
  peer.last_event = control::PeerEvent::sys_peer;
  peer.event_count = 1;
  peer.source = {base::IpAddress::v4(192, 0, 2, 1), 123};
  peer.destination = {base::IpAddress::v4(192, 0, 2, 100), 40123};
  peer.leap = LeapIndicator::none;
  peer.stratum = 1;
  peer.precision = -23;
  peer.root_dispersion_s = 0.001;
  peer.reference_id = wire::ReferenceId::from_text("GPS");
  peer.reference_time = kControlClock + Interval::from_seconds(-40);
  peer.receive_time = kControlClock + Interval::from_seconds(-33);
  peer.reach = 0377;
  peer.peer_mode = wire::Mode::server;
  peer.peer_poll_log2_s = 6;
  peer.offset_s = 0.000045;
  peer.delay_s = 0.0001234;
  peer.dispersion_s = 0.0021;
  peer.jitter_s = 0.000012;
  for (std::size_t i = 0; i < control::kFilterStages; ++i) {
    const auto age = static_cast<double>(i);
    peer.filter_delay_s[i] = 0.0001 * (age + 1);
    peer.filter_offset_s[i] = -0.0002 * age;
    peer.filter_dispersion_s[i] = 0.001 * age;
  }
  peer.sent = 12;
  peer.received = 11;
  return peer;
}

/// A candidate that was configured by name, over IPv6.
inline control::PeerView named_peer() {
  control::PeerView peer = system_peer();
  peer.id = 18;
  peer.selection = selection::SelectionStatus::candidate;
  peer.host_name = "time.example.org";
  peer.source = {*base::IpAddress::parse("2001:db8::1"), 123};
  peer.destination = {*base::IpAddress::parse("2001:db8::2"), 40124};
  peer.stratum = 2;
  peer.reference_id = wire::ReferenceId::from_bits(0x0a000001);
  peer.offset_s = -0.0012;
  return peer;
}

/// A server that has not answered yet.
inline control::PeerView silent_peer() {
  control::PeerView peer;
  peer.id = 19;
  peer.source = {base::IpAddress::v4(198, 51, 100, 7), 123};
  peer.reference_id = wire::ReferenceId::from_text("INIT");
  return peer;
}

inline control::PeerView pool_prototype() {
  control::PeerView peer;
  peer.id = 20;
  peer.pool_prototype = true;
  peer.host_name = "0.pool.example.org";
  peer.reference_id = wire::ReferenceId::from_text("POOL");
  return peer;
}

inline control::PeerView local_clock() {
  control::PeerView peer;
  peer.id = 21;
  peer.source = {base::IpAddress::v4(127, 127, 1, 0), 123};
  peer.destination = {base::IpAddress::v4(127, 0, 0, 1), 123};
  peer.stratum = 10;
  peer.reference_id = wire::ReferenceId::from_text("LOCL");
  control::ClockView clock;
  clock.device = "Undisciplined local clock";
  clock.polls = 33;
  clock.stratum = 10;
  clock.reference_id = wire::ReferenceId::from_text("LOCL");
  peer.clock = clock;
  return peer;
}

inline ControlState full_state() {
  ControlState state{};
  state.system = synchronised_system();
  state.peers = {system_peer(), named_peer(), silent_peer(), pool_prototype(), local_clock()};
  return state;
}

}  // namespace foliot::test

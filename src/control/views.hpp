// Views: the state of the daemon as mode 6 shows it, as plain values.
//
// The engine fills them when a query comes; control only formats. Offsets here are against the *steered* local
// clock, as administrators expect; sign: > 0 means that the server is ahead, the local clock is slow.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ip_address.hpp"
#include "clock/kernel_state.hpp"
#include "control/service_view.hpp"
#include "selection/system_offset.hpp"
#include "time/frequency.hpp"
#include "time/leap_indicator.hpp"
#include "time/points.hpp"
#include "time/timestamp.hpp"
#include "wire/header.hpp"
#include "wire/reference_id.hpp"

namespace foliot::control {

/// RFC 9327 section 3.1: where the system clock gets its time.
enum class ClockSource : std::uint8_t {
  unspecified = 0,
  pps = 1,
  lf_radio = 2,
  hf_radio = 3,
  uhf_radio = 4,
  local = 5,
  ntp = 6,
  other = 7,
  wristwatch = 8,
  telephone = 9,
};

/// RFC 9327 section 3.1: what happened to the system last.
enum class SystemEvent : std::uint8_t {
  unspecified = 0,
  frequency_not_set = 1,
  frequency_set = 2,
  spike_detected = 3,
  frequency_mode = 4,
  clock_sync = 5,
  restart = 6,
  panic_stop = 7,
  no_system_peer = 8,
  leap_armed = 9,
  leap_disarmed = 10,
  leap_event = 11,
  clock_step = 12,
  kernel = 13,
  tai = 14,
  stale_leap_values = 15,
};

/// RFC 9327 section 3.2: what happened to an association last.
enum class PeerEvent : std::uint8_t {
  unspecified = 0,
  mobilize = 1,
  demobilize = 2,
  unreachable = 3,
  reachable = 4,
  restart = 5,
  no_reply = 6,
  rate_exceeded = 7,
  access_denied = 8,
  leap_armed = 9,
  sys_peer = 10,
  clock_event = 11,
  bad_auth = 12,
  popcorn = 13,
  interleave_mode = 14,
  interleave_error = 15,
};

/// A variable that the configuration defines (`setvar`).
struct NamedValue {
  std::string name;
  std::string value;
  bool by_default = false;  ///< told without being asked for
};

/// `tos watchdog`: a crop of servers that are not followed, asked whether those that are lie.
struct WatchdogView {
  std::string state = "off";  ///< off, gathering, agrees, doubts or holds
  double difference_s = 0;    ///< crop minus those followed, at the last verdict
  std::uint64_t servers = 0;  ///< in the crop
  std::uint64_t rounds = 0;
  std::uint64_t sent = 0;
  std::uint64_t drops = 0;  ///< datagrams that failed a test
};

struct SystemView {
  LeapIndicator leap = LeapIndicator::unsynchronized;
  ClockSource source = ClockSource::unspecified;
  SystemEvent last_event = SystemEvent::unspecified;
  std::uint8_t event_count = 0;  ///< at most 15; only an authenticated readstat clears it
  std::uint8_t stratum = 16;
  std::int8_t precision = -20;
  double root_delay_s = 0;
  double root_dispersion_s = 0;
  wire::ReferenceId reference_id;
  Timestamp reference_time;
  Timestamp clock;         ///< now
  std::uint16_t peer = 0;  ///< association id of the system peer; 0: none
  int time_constant_log2_s = 3;
  int min_poll_log2_s = 3;
  double offset_s = 0;
  Frequency frequency;
  double system_jitter_s = 0;
  double clock_jitter_s = 0;
  double clock_wander_ppm = 0;
  int leap_smear_s = 0;                      ///< `leapsmearinterval`; 0: time is not smeared
  double leap_smear_offset_s = 0;            ///< by which it is smeared now
  std::optional<int> tai_offset_s;           ///< TAI minus UTC; nothing: no leap second list
  std::optional<WallTime> leap_list_newest;  ///< its newest leap second
  std::optional<WallTime> leap_list_expires;
  std::uint64_t disturbances = 0;  ///< how often the clock was found disturbed by others, suspend or pauses
  double bound_s = 0;              ///< our own extension `bound`: |true error| is at most this; 0 when unsynchronised
  WatchdogView watchdog;
  std::string version;
  std::string processor;
  std::string system;
  double broadcast_delay_s = 0;              ///< `broadcastdelay`; 0: it is measured
  double drift_threshold_ppm = 0.1;          ///< `nonvolatile`
  std::vector<NamedValue> variables;         ///< `setvar`
  std::optional<clock::KernelState> kernel;  ///< of the clock that is steered; nothing: it has none
  ServiceView service;
};

inline constexpr std::size_t kFilterStages = 8;

/// A reference clock (RFC 9327 section 3.3).
struct ClockView {
  std::uint8_t type = 1;  ///< of 127.127.TYPE.UNIT
  std::string device;     ///< what the driver calls itself
  std::string timecode;   ///< as it was read last
  std::uint64_t polls = 0;
  std::uint64_t no_reply = 0;
  std::uint64_t bad_format = 0;
  std::uint64_t bad_data = 0;
  std::optional<double> min_jitter_s;
  double time1_s = 0;
  std::optional<double> time2_s;
  std::uint8_t stratum = 0;
  wire::ReferenceId reference_id;
  unsigned flags = 0;  ///< bit n-1: `flagn`
};

struct PeerView {
  std::uint16_t id = 0;  ///< association id, 1..65535
  bool configured = true;
  bool authentication_enabled = false;
  bool authentic = false;
  bool reachable = false;
  bool broadcast = false;
  selection::SelectionStatus selection = selection::SelectionStatus::reject;
  PeerEvent last_event = PeerEvent::unspecified;
  std::uint8_t event_count = 0;
  base::SocketAddress source;       ///< srcadr, srcport: the remote
  base::SocketAddress destination;  ///< dstadr, dstport: our end
  std::string host_name;            ///< srchost; empty when configured by address
  LeapIndicator leap = LeapIndicator::unsynchronized;
  std::uint8_t stratum = 16;
  std::int8_t precision = 0;
  double root_delay_s = 0;
  double root_dispersion_s = 0;
  wire::ReferenceId reference_id;
  Timestamp reference_time;
  Timestamp receive_time;  ///< rec: when the last valid reply came, local clock; unknown: never
  std::uint8_t reach = 0;
  int unreach = 0;
  wire::Mode host_mode = wire::Mode::client;
  wire::Mode peer_mode = wire::Mode::reserved;
  bool pool_prototype = false;
  int host_poll_log2_s = 6;
  int peer_poll_log2_s = 0;
  std::uint16_t flash = 0;  ///< RFC 9327 flash bits of the last reply
  std::uint32_t key_id = 0;
  double offset_s = 0;
  double delay_s = 0;
  double dispersion_s = 16;
  double jitter_s = 0;
  double bias_s = 0;
  std::array<double, kFilterStages> filter_delay_s{};
  std::array<double, kFilterStages> filter_offset_s{};
  std::array<double, kFilterStages> filter_dispersion_s{};
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
  double next_poll_s = 0;          ///< until the next request
  double heard_ago_s = 0;          ///< since the last reply, or since the association began
  double reach_changed_ago_s = 0;  ///< since it became reachable or unreachable, or began
  std::uint64_t bad_authentication = 0;
  std::uint64_t bogus_origin = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t bad_distance = 0;          ///< root distance absurd
  std::uint64_t bad_reference = 0;         ///< server unsynchronised, or its times contradict each other
  std::optional<std::uint8_t> group_hops;  ///< `ttl`
  std::optional<ClockView> clock;          ///< this is a reference clock
};

}  // namespace foliot::control

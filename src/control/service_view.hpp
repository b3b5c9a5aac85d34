// What the server side of the daemon counted, as plain values; the shell fills them when a query comes.
#pragma once

#include <cstdint>
#include <optional>

namespace foliot::control {

/// `auth*`.
struct KeyStatistics {
  double since_reset_s = 0;
  std::uint64_t keys = 0;
  std::uint64_t lookups = 0;
  std::uint64_t not_found = 0;
  std::uint64_t digests_made = 0;
  std::uint64_t cmacs_made = 0;
  std::uint64_t digests_checked = 0;
  std::uint64_t digests_failed = 0;
  std::uint64_t cmacs_checked = 0;
  std::uint64_t cmacs_failed = 0;
};

/// `io_*` and `*_rbuf`: datagrams of all sockets.
struct IoStatistics {
  double since_reset_s = 0;
  std::uint64_t buffers = 1;  ///< for datagrams that come in: each is dealt with before the next is read
  std::uint64_t buffers_used = 0;
  std::uint64_t refills = 0;
  std::uint64_t dropped = 0;  ///< longer than any message, so cut off
  std::uint64_t ignored = 0;  ///< came where nothing was waited for
  std::uint64_t received = 0;
  std::uint64_t sent = 0;
  std::uint64_t not_sent = 0;
  std::uint64_t wakeups = 0;
  std::uint64_t good_wakeups = 0;  ///< with a datagram
};

/// `timer_*`.
struct TimerStatistics {
  double since_reset_s = 0;
  std::uint64_t overruns = 0;   ///< the deadline had passed by a second and more
  std::uint64_t transmits = 0;  ///< requests that became due
};

/// `rtc_*`: the hardware clock.
struct RtcView {
  std::optional<double> offset_s;         ///< less the steered clock; > 0: it is ahead
  std::optional<double> drift_ppm;        ///< > 0: it gains
  std::optional<double> drift_error_ppm;  ///< nothing: the drift is of an earlier run
  std::uint64_t writes = 0;               ///< how often it was set
};

/// `xdp_*`: requests that the kernel saw before the sockets did.
struct XdpStatistics {
  std::uint64_t interfaces = 0;  ///< where it looks
  std::uint64_t answered = 0;    ///< these did not come to the sockets, ...
  std::uint64_t limited = 0;     ///< ... nor did these: too fast
  std::uint64_t kisses = 0;      ///< of `limited`, those that were told
  std::uint64_t stale = 0;       ///< passed on, as all below: there was no time to tell
  std::uint64_t not_plain = 0;   ///< not just a header, or no request
  std::uint64_t bad_checksum = 0;
  std::uint64_t interleaved = 0;
  std::uint64_t other_address = 0;  ///< not for an address that is served there
  std::uint64_t restricted = 0;     ///< the access list says more than yes
};

/// `hwstamp_*`: stamps of network cards since the start.
struct CardStatistics {
  std::uint64_t interfaces = 0;   ///< whose cards stamp
  std::uint64_t received = 0;     ///< arrivals that they told of
  std::uint64_t transmitted = 0;  ///< departures
  std::uint64_t refused = 0;      ///< stamps that did not agree with the kernel's, or that could not be placed yet
};

/// What the server did and whom it remembers: `ss_*` and `mru_*`.
struct ServiceView {
  double uptime_s = 0;
  std::uint64_t received = 0;
  std::uint64_t this_version = 0;
  std::uint64_t old_version = 0;
  std::uint64_t bad_format = 0;
  std::uint64_t bad_authentication = 0;
  std::uint64_t declined = 0;    ///< of no use: neither a request nor a reply to one of ours
  std::uint64_t restricted = 0;  ///< refused by the access list
  std::uint64_t limited = 0;     ///< too fast
  std::uint64_t kisses = 0;
  std::uint64_t processed = 0;       ///< replies looked at for their time
  unsigned monitor_bits = 0;         ///< 1: `enable monitor`; 2: some entry says `limited`
  std::uint64_t clients = 0;         ///< remembered
  std::uint64_t most_clients = 0;    ///< of these, the most there were at a time
  std::uint64_t client_room = 0;     ///< as many could be
  std::int64_t client_mindepth = 0;  ///< so many are kept whatever their age
  std::int64_t client_maxage_s = 0;  ///< < 0: no age is too old
  std::uint64_t client_octets = 0;   ///< that one takes
  double since_reset_s = 0;          ///< since the counters above began at zero
  std::uint64_t queries = 0;         ///< of mode 6
  std::uint64_t version1 = 0;        ///< of `old_version`, those of version 1
  std::uint64_t version1_client = 0;
  std::uint64_t version1_mode0 = 0;
  std::uint64_t version1_symmetric = 0;
  std::int64_t client_minage_s = 0;
  std::uint64_t client_slots = 0;     ///< of the index, in use
  std::uint64_t clients_known = 0;    ///< packets of clients that were remembered already
  std::uint64_t clients_new = 0;      ///< that took a fresh record
  std::uint64_t clients_aged = 0;     ///< that took the record of one too old
  std::uint64_t clients_pushed = 0;   ///< that took one because all were taken
  std::uint64_t clients_refused = 0;  ///< that got none
  double oldest_client_s = 0;         ///< since the packet of the one that is next to be forgotten
  KeyStatistics keys = {};
  IoStatistics io = {};
  TimerStatistics timer = {};
  std::optional<RtcView> rtc = std::nullopt;  ///< nothing: it is not looked at
  XdpStatistics xdp = {};
  CardStatistics cards = {};
};

}  // namespace foliot::control

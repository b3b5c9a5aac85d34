// One reader per directive: the words of its line into the configuration, or nothing at all.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.hpp"
#include "config/line.hpp"

namespace foliot::config {

/// `device 127.127.T.U ...`, which may stand before its clock.
struct DeviceLine {
  base::IpAddress clock;
  std::optional<std::string> path;
  std::optional<std::string> ppspath;
  Place place;
};

/// `unrestrict` or `delrestrict`.
struct RestrictEdit {
  RestrictLine line;          ///< its flags are those to take away
  bool whole = false;         ///< the entry goes
  std::size_t restricts = 0;  ///< how many restrict lines stand before it
};

/// `unpeer HOST`: applied after all associations, wherever it stands.
struct UnpeerLine {
  std::string host;
  Place place;
};

/// A configuration under way: what later lines may still change is settled at the end.
struct Reading {
  Config config;
  Commands commands;
  std::vector<DeviceLine> devices;
  std::vector<RestrictEdit> restrict_edits;
  std::vector<UnpeerLine> unpeers;
};

/// Applies what waited for the last line. Findings: what named nothing.
void settle(Reading& reading, FindingList& findings);

/// Reads the rest of `line` into `reading`; a lost line changes nothing.
using Reader = void (*)(Line& line, Reading& reading);

/// Poll limits of an association without `minpoll` and `maxpoll`.
inline constexpr int kDefaultMinpoll = 6;
[[nodiscard]] constexpr int default_maxpoll(association::AssociationKind kind) {
  using enum association::AssociationKind;
  return kind == local_clock || kind == reference_clock ? 6 : 10;
}

/// The reader of a directive; null for what the keyword table calls ignored or refused, for `end` and for
/// `includefile`.
[[nodiscard]] Reader find_reader(std::string_view directive);

void read_association(Line& line, Reading& reading);  ///< server, pool, peer, broadcast
void read_refclock(Line& line, Reading& reading);
void read_unpeer(Line& line, Reading& reading);  ///< unpeer, unconfig
void read_fudge(Line& line, Reading& reading);
void read_device(Line& line, Reading& reading);
void read_broadcastclient(Line& line, Reading& reading);
void read_multicastclient(Line& line, Reading& reading);
void read_broadcastdelay(Line& line, Reading& reading);

void read_restrict(Line& line, Reading& reading);
void read_unrestrict(Line& line, Reading& reading);  ///< unrestrict, delrestrict
void read_discard(Line& line, Reading& reading);
void read_limit(Line& line, Reading& reading);
void read_mru(Line& line, Reading& reading);

void read_trustedkey(Line& line, Reading& reading);
void read_controlkey(Line& line, Reading& reading);
void read_nts(Line& line, Reading& reading);

void read_statistics(Line& line, Reading& reading);
void read_filegen(Line& line, Reading& reading);
void read_logconfig(Line& line, Reading& reading);
void read_setvar(Line& line, Reading& reading);
void read_reset(Line& line, Reading& reading);

void read_tinker(Line& line, Reading& reading);
void read_tos(Line& line, Reading& reading);
void read_switches(Line& line, Reading& reading);  ///< enable, disable
void read_interface(Line& line, Reading& reading);
void read_driftfile(Line& line, Reading& reading);
void read_path(Line& line, Reading& reading);  ///< every directive whose one value is a path
void read_rtcsync(Line& line, Reading& reading);
void read_leapfile(Line& line, Reading& reading);
void read_leap_smear(Line& line, Reading& reading);  ///< leapsmearinterval
void read_port(Line& line, Reading& reading);
void read_extra(Line& line, Reading& reading);
void read_dscp(Line& line, Reading& reading);
void read_workers(Line& line, Reading& reading);
void read_xdp(Line& line, Reading& reading);
void read_hwtimestamp(Line& line, Reading& reading);
void read_nonvolatile(Line& line, Reading& reading);
void read_pollskewlist(Line& line, Reading& reading);
void read_rlimit(Line& line, Reading& reading);

/// The directives whose one value is a path, and where it goes.
struct PathWord {
  std::string_view word;
  std::optional<std::string> Config::*member;
};
inline constexpr std::array kPathWords = {
    PathWord{"driftfile", &Config::driftfile},
    PathWord{"pidfile", &Config::pidfile},
    PathWord{"logfile", &Config::logfile},
    PathWord{"keys", &Config::keys_file},
    PathWord{"statsdir", &Config::statsdir},
    PathWord{"saveconfigdir", &Config::saveconfigdir},
    PathWord{"ntpsigndsocket", &Config::ntpsigndsocket},
    PathWord{"rtcfile", &Config::rtc_file},
    PathWord{"rtcdevice", &Config::rtc_device},
};

}  // namespace foliot::config

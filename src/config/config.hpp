// Config: a whole validated ntp.conf as plain values, and what was found wrong with it.
//
// Immutable once made. Option structs belong to the rooms that they fill; everything here knows which line
// it came from, so that later trouble (a name that does not resolve) can name it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "access/mru_options.hpp"
#include "access/rate_options.hpp"
#include "access/restrict_flags.hpp"
#include "association/options.hpp"
#include "base/ip_address.hpp"
#include "config/settings.hpp"
#include "discipline/options.hpp"
#include "selection/options.hpp"

namespace foliot::config {

/// A place in a configuration file; line and column count from 1, column 0 means the whole line.
struct Place {
  std::string file;
  int line = 0;
  int column = 0;
  friend bool operator==(const Place&, const Place&) = default;
};

/// `server`, `pool`, `peer`, `broadcast` or `refclock`.
struct AssociationLine {
  std::string host;  ///< a name, or a numeric address; of a reference clock 127.127.TYPE.UNIT
  std::optional<base::IpFamily> family = {};
  std::uint16_t port = 123;
  association::AssociationOptions options = {};
  std::optional<NtsAssociation> nts = {};  ///< nothing: without NTS
  RefclockSettings refclock = {};
  Place place = {};
  friend bool operator==(const AssociationLine&, const AssociationLine&) = default;
};

/// `fudge 127.127.t.u ...`.
struct FudgeLine {
  base::IpAddress clock;
  std::optional<std::uint8_t> stratum = {};
  std::optional<std::string> reference_id = {};
  std::optional<double> time1_s = {};
  std::optional<double> time2_s = {};
  std::uint8_t flags = 0;        ///< bit n-1: flag n is 1
  std::uint8_t flags_given = 0;  ///< bit n-1: flag n is said, to be 0 or 1; otherwise it is as the driver has it
  std::optional<double> minjitter_s = {};
  std::optional<std::string> abbreviation = {};
  std::optional<std::uint32_t> mode = {};
  Place place;
  friend bool operator==(const FudgeLine&, const FudgeLine&) = default;
};

enum class RestrictTarget : std::uint8_t { address, default_entry, source };

/// `restrict ...`.
struct RestrictLine {
  RestrictTarget target = RestrictTarget::address;
  std::string host;                      ///< for `address`: a name or a numeric address
  std::optional<base::IpAddress> mask;   ///< as written; none: the host itself
  std::optional<base::IpFamily> family;  ///< -4, -6
  std::optional<int> ippeerlimit;
  access::RestrictFlags flags;
  Place place;
  friend bool operator==(const RestrictLine&, const RestrictLine&) = default;
};

enum class InterfaceAction : std::uint8_t { listen, ignore, drop };

/// `interface {listen|ignore|drop} WHAT`; also -I on the command line.
struct InterfaceLine {
  InterfaceAction action = InterfaceAction::listen;
  std::string what;  ///< all, ipv4, ipv6, wildcard, a name, an address or a prefix
  Place place;
  friend bool operator==(const InterfaceLine&, const InterfaceLine&) = default;
};

/// What `enable` and `disable` turn on and off, other than `ntp` (which is discipline.enabled). Classic defaults.
struct Switches {
  bool auth = true;
  bool bclient = false;
  bool calibrate = false;
  bool kernel = true;
  bool monitor = true;
  bool stats = true;
  bool panicexit = false;  ///< end at an offset beyond the panic limit, as classic does, instead of holding
  friend bool operator==(const Switches&, const Switches&) = default;
};

/// `leapfile PATH [checkhash|ignorehash]`.
struct LeapFile {
  std::string path;
  bool check_hash = true;
  friend bool operator==(const LeapFile&, const LeapFile&) = default;
};

struct Config {
  std::vector<AssociationLine> associations;
  std::vector<AssociationLine> held_back;  ///< read and kept, but not served yet: each was warned of
  std::vector<FudgeLine> fudges;
  std::vector<RestrictLine> restricts;
  std::vector<InterfaceLine> interfaces;
  BroadcastClient broadcast_client;
  access::RateOptions rate;  ///< `discard`, `limit`
  access::MruOptions mru;    ///< `mru`
  selection::SelectionOptions selection;
  discipline::DisciplineOptions discipline;
  Switches switches;
  std::optional<std::string> driftfile;  ///< nothing: none; so does `driftfile ""`, and of the paths below
  std::optional<std::string> pidfile;
  std::optional<std::string> logfile;  ///< nothing: syslog
  std::optional<LeapFile> leapfile;    ///< nothing: none; so does `leapfile ""`
  int leap_smear_s = 0;                ///< `leapsmearinterval S`: 7200 to 86400; 0: time is served unsmeared
  std::optional<std::string> keys_file;
  std::optional<std::string> statsdir;  ///< the start of each name; nothing: /var/NTP/
  std::optional<std::string> saveconfigdir;
  std::optional<std::string> ntpsigndsocket;
  bool rtc_sync = false;                  ///< `rtcsync`
  std::optional<std::string> rtc_file;    ///< `rtcfile`
  std::optional<std::string> rtc_device;  ///< `rtcdevice`; nothing: /dev/rtc
  std::optional<double> drift_threshold;  ///< `nonvolatile`: least change of frequency worth a write, in s/s
  std::uint16_t port = 123;               ///< `port N`: where this daemon listens
  std::vector<std::uint16_t> extra_ports;
  std::uint8_t dscp = 46;  ///< expedited forwarding, as in classic
  std::optional<int>
      workers;               ///< `workers N`: threads that answer requests; 0: the main one. Nothing: one per processor
  std::vector<XdpLine> xdp;  ///< of the same interface the last one counts
  std::vector<HardwareStampLine> hwtimestamp;  ///< as well
  KeyRanges trusted_keys;
  std::optional<std::uint32_t> control_key;
  NtsSettings nts;
  Filegens filegens;
  LogMask log_mask;
  std::vector<Variable> variables;
  PollSkews poll_skews;
  ProcessLimits limits;
  std::optional<int> basedate_days;  ///< `tos basedate`: days since 1900-01-01; the time is not earlier
  friend bool operator==(const Config&, const Config&) = default;
};

enum class Severity : std::uint8_t { warning, error };

/// What is wrong with a line. The text is made by `to_text`.
enum class FindingCode : std::uint8_t {
  unknown_keyword,  ///< first word means nothing: line skipped
  unknown_option,   ///< a later word means nothing: line skipped
  missing_argument,
  bad_number,
  out_of_range,  ///< brought into range (warning) or the line is lost (error); `expected` says the range
  bad_address,
  trailing_text,
  not_supported_yet,  ///< understood and kept, but nothing acts on it yet
  not_supported,      ///< known, but it would change what the line means, so the line is lost
  file_unreadable,
  bad_value,        ///< a string that cannot be used there
  no_effect,        ///< understood, but it does nothing there; `expected` says why
  too_long,         ///< a word or a line beyond the limits of words.hpp
  not_by_remote,    ///< only a file may say it
  more_not_listed,  ///< the list of findings is full
};

struct Finding {
  Severity severity = Severity::error;
  FindingCode code = FindingCode::unknown_keyword;
  Place place;
  std::string word;             ///< the word at the place
  std::string expected;         ///< what would have been right there; may be empty
  std::string suggestion = {};  ///< the known word that was probably meant; may be empty
  bool line_lost = true;        ///< false: only `word` was dropped or corrected, the rest of the line counts
};

/// parse() lists at most this many.
inline constexpr std::size_t kMaxFindings = 1000;

/// What a text asks to be done once, and not again when it is read again.
struct Commands {
  std::vector<std::uint16_t> unpeer;  ///< `unpeer ID`: associations to remove
  Counters reset;                     ///< `reset`
  friend bool operator==(const Commands&, const Commands&) = default;
};

/// Where each setting of one value was last set, by `DIRECTIVE` or `DIRECTIVE WORD`; `enable` also for `disable`.
using Origins = std::map<std::string, Place, std::less<>>;

struct ParsedConfig {
  Config config;
  Commands commands;
  std::vector<Finding> findings;
  Origins origins;
};

/// Whether both mean the same: everything but the places is equal.
[[nodiscard]] bool same_settings(const Config& a, const Config& b);
[[nodiscard]] bool same_settings(const AssociationLine& a, const AssociationLine& b);
[[nodiscard]] bool same_settings(const RestrictLine& a, const RestrictLine& b);

/// `FILE:LINE:COLUMN: what is wrong; what was expected`, one line of printable ASCII, long words shortened.
[[nodiscard]] std::string to_text(const Finding& finding);

}  // namespace foliot::config

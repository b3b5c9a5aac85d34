// Settings of rooms and features that have no option struct of their own: statistics files, messages, NTS, limits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace foliot::config {

/// LOW to HIGH, both included.
struct KeyRange {
  std::uint32_t low = 0;
  std::uint32_t high = 0;
  friend bool operator==(const KeyRange&, const KeyRange&) = default;
};

/// `trustedkey`: sorted, without overlap, never adjacent.
using KeyRanges = std::vector<KeyRange>;

/// Adds `range`; several `trustedkey` lines add up, as in ntpsec.
void add_keys(KeyRanges& keys, KeyRange range);
[[nodiscard]] bool contains_key(const KeyRanges& keys, std::uint32_t key);

/// The directive `nts`.
struct NtsSettings {
  bool server = false;  ///< `nts enable`
  std::optional<std::string> cert;
  std::optional<std::string> key;
  std::optional<std::string> ca;
  std::optional<std::string> cookie;  ///< nothing: /var/lib/ntp/nts-keys
  std::optional<std::string> mintls;
  std::optional<std::string> maxtls;
  std::optional<std::string> tlsciphersuites;
  std::optional<std::string> tlsecdhcurves;
  bool tlscipherserverpreference = false;
  std::optional<std::string> aead;
  std::optional<int> port;
  std::optional<int> pool;
  friend bool operator==(const NtsSettings&, const NtsSettings&) = default;
};

/// `nts` and its companions on an association.
struct NtsAssociation {
  bool noval = false;  ///< do not check the certificate
  std::optional<std::string> ask;
  std::optional<std::string> require;
  std::optional<std::string> ca;
  std::optional<std::string> cert;
  std::optional<std::string> expire;
  std::optional<std::string> aead;
  friend bool operator==(const NtsAssociation&, const NtsAssociation&) = default;
};

/// What a reference clock needs besides its address 127.127.TYPE.UNIT.
struct RefclockSettings {
  std::uint32_t mode = 0;  ///< `mode`, or `subtype`
  std::optional<std::string> path;
  std::optional<std::string> ppspath;
  std::optional<int> baud;
  friend bool operator==(const RefclockSettings&, const RefclockSettings&) = default;
};

/// Kinds of statistics file, by their words; `statistics_words` in the same order.
enum class Statistics : std::uint8_t {
  clockstats,
  cryptostats,
  loopstats,
  peerstats,
  rawstats,
  sysstats,
  timingstats,
  protostats,
  usestats,
  ntsstats,
  ntskestats,
  ntskelog,
};
inline constexpr std::array<std::string_view, 12> kStatisticsWords = {
    "clockstats",  "cryptostats", "loopstats", "peerstats", "rawstats",   "sysstats",
    "timingstats", "protostats",  "usestats",  "ntsstats",  "ntskestats", "ntskelog"};

/// Where in the kernel requests are answered.
enum class XdpMode : std::uint8_t {
  automatic,  ///< in the driver where that is possible, else generic
  native,     ///< in the driver only
  generic,    ///< behind the driver
};

inline constexpr std::array<std::string_view, 3> kXdpModeWords = {"auto", "native", "generic"};

/// `xdp IFACE [MODE] [off]`.
struct XdpLine {
  std::string interface;  ///< `auto`: all that are listened to and have no line of their own
  XdpMode mode = XdpMode::automatic;
  bool off = false;
  friend bool operator==(const XdpLine&, const XdpLine&) = default;
};

/// Which arriving packets a network card is asked to stamp.
enum class ReceiveFilter : std::uint8_t { none, ntp, ptp, all };

inline constexpr std::array<std::string_view, 4> kReceiveFilterWords = {"none", "ntp", "ptp", "all"};

/// `hwtimestamp IFACE [OPTIONS] [off]`.
struct HardwareStampLine {
  std::string interface;  ///< `*`: all that can and have no line of their own
  int minpoll_log2_s = 0;
  std::optional<int> maxpoll_log2_s = {};  ///< nothing: one more than minpoll
  double precision_s = 100e-9;
  double txcomp_s = 0;
  double rxcomp_s = 0;
  int minsamples = 2;
  int maxsamples = 16;
  ReceiveFilter rxfilter = ReceiveFilter::ntp;
  bool nocrossts = false;
  bool off = false;
  friend bool operator==(const HardwareStampLine&, const HardwareStampLine&) = default;
};

enum class FilegenType : std::uint8_t { none, pid, day, week, month, year, age };
inline constexpr std::array<std::string_view, 7> kFilegenTypeWords = {"none",  "pid",  "day", "week",
                                                                      "month", "year", "age"};

/// How the file of one kind of statistics is kept.
struct Filegen {
  bool listed = false;              ///< named by `statistics`
  std::optional<bool> switched;     ///< by `filegen`, which is applied after `statistics` wherever it stands
  std::optional<std::string> file;  ///< nothing: the name of the kind
  FilegenType type = FilegenType::day;
  bool link = true;

  [[nodiscard]] bool is_enabled() const { return switched.value_or(listed); }
  friend bool operator==(const Filegen&, const Filegen&) = default;
};

/// One per Statistics.
using Filegens = std::array<Filegen, kStatisticsWords.size()>;

/// `logconfig`: bit 4 * class + type.
enum class LogClass : std::uint8_t { clock, peer, sync, sys };
enum class LogType : std::uint8_t { info, events, status, statistics };
inline constexpr std::array<std::string_view, 4> kLogClassWords = {"clock", "peer", "sync", "sys"};
inline constexpr std::array<std::string_view, 4> kLogTypeWords = {"info", "events", "status", "statistics"};

struct LogMask {
  std::uint16_t bits = 0x0f00;  ///< =syncall

  [[nodiscard]] bool has(LogClass log_class, LogType type) const {
    return (bits >> (4U * static_cast<unsigned>(log_class) + static_cast<unsigned>(type)) & 1U) != 0;
  }
  friend bool operator==(const LogMask&, const LogMask&) = default;
};

/// `setvar NAME = VALUE [default]`.
struct Variable {
  std::string name;
  std::string value;
  bool is_default = false;  ///< listed among the system variables without being asked for by name
  friend bool operator==(const Variable&, const Variable&) = default;
};

/// One entry of `pollskewlist`: a poll at 2^poll s may come so much earlier or later.
struct PollSkew {
  int poll = 0;
  int early_s = 0;
  int late_s = 0;
  friend bool operator==(const PollSkew&, const PollSkew&) = default;
};
struct PollSkews {
  std::vector<PollSkew> list;         ///< by rising poll, each once
  std::optional<PollSkew> otherwise;  ///< `default`; its poll is 0
  friend bool operator==(const PollSkews&, const PollSkews&) = default;
};

/// `rlimit`; nothing: as the system has it.
struct ProcessLimits {
  std::optional<int> memlock_mb;  ///< -1: all memory may be paged out
  std::optional<int> stack_pages;
  std::optional<int> files;
  friend bool operator==(const ProcessLimits&, const ProcessLimits&) = default;
};

/// What `reset` sets to zero: bit n for the word n.
inline constexpr std::array<std::string_view, 7> kCounterWords = {"allpeers", "auth", "ctl",  "io",
                                                                  "mem",      "sys",  "timer"};
struct Counters {
  std::uint8_t bits = 0;

  /// word: of kCounterWords.
  [[nodiscard]] constexpr bool has(std::string_view word) const {
    for (std::size_t i = 0; i < kCounterWords.size(); ++i) {
      if (kCounterWords[i] == word) return (bits >> i & 1U) != 0;
    }
    return false;
  }
  friend bool operator==(const Counters&, const Counters&) = default;
};

/// Following broadcast and multicast servers.
struct BroadcastClient {
  bool enabled = false;             ///< `broadcastclient`
  bool novolley = false;            ///< without an exchange to measure the delay
  std::vector<std::string> groups;  ///< `multicastclient`
  std::optional<double> delay_s;    ///< `broadcastdelay`
  friend bool operator==(const BroadcastClient&, const BroadcastClient&) = default;
};

}  // namespace foliot::config

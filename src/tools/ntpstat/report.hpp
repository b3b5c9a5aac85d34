// What ntpstat says of a daemon, in the three lines that scripts know, or as JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace foliot::ntpstat {

inline constexpr int kSynchronised = 0;
inline constexpr int kUnsynchronised = 1;
inline constexpr int kUnreachable = 2;
inline constexpr int kWrongUsage = 3;

/// RFC 9327 section 3.1: the source that has an address.
inline constexpr int kNtpServer = 6;

/// What the daemon let know; nothing: it did not say.
struct Facts {
  bool synchronised = false;
  bool restarting = false;  ///< its last event was its start
  int source = 0;           ///< RFC 9327 section 3.1
  std::optional<std::string> address;
  std::optional<int> stratum;
  std::optional<double> max_error_ms;  ///< half the root delay and the root dispersion
  std::optional<std::int64_t> poll_s;
};

struct Report {
  std::string text;
  int exit_status = kSynchronised;
};

/// allowed_ms: of -m. A missing fact that a person would have to trust makes the status 1.
[[nodiscard]] Report make_report(const Facts& facts, std::optional<double> allowed_ms);
[[nodiscard]] Report make_json_report(const Facts& facts, std::optional<double> allowed_ms);

}  // namespace foliot::ntpstat

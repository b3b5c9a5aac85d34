// LeapTable: when TAI-UTC changed and will change, as the leap-seconds.list of IERS and NIST tells.
//
// Text in, table out: reading the file is the shell's, and checking its hash is up to who has digests. A table is
// only good until it expires; whether it has is for the caller to ask, who knows what time it is.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "time/leap_indicator.hpp"
#include "time/points.hpp"

namespace foliot {

/// From `from` on TAI is so much ahead of UTC.
struct LeapEntry {
  WallTime from;  ///< a midnight
  int tai_offset_s = 0;
  friend bool operator==(const LeapEntry&, const LeapEntry&) = default;
};

/// A leap second and the midnight at which UTC is set: an inserted second is the one before it.
struct LeapSecond {
  LeapIndicator kind = LeapIndicator::none;
  WallTime midnight;
  friend bool operator==(const LeapSecond&, const LeapSecond&) = default;
};

class LeapTable {
 public:
  static constexpr std::size_t kMostEntries = 1000;

  /// entries: at least one, times ascending, each offset one more or less than the one before.
  LeapTable(std::vector<LeapEntry> entries, WallTime expires) : entries_(std::move(entries)), expires_(expires) {}

  /// TAI minus UTC at `utc`, s; nothing before the first entry.
  [[nodiscard]] std::optional<int> tai_offset_s(WallTime utc) const;
  /// The first leap second whose midnight is after `utc`; nothing when none is known.
  [[nodiscard]] std::optional<LeapSecond> next(WallTime utc) const;
  /// The newest entry, which may lie in the future.
  [[nodiscard]] const LeapEntry& newest() const { return entries_.back(); }
  [[nodiscard]] WallTime expires() const { return expires_; }
  [[nodiscard]] bool is_expired(WallTime utc) const { return utc >= expires_; }

  friend bool operator==(const LeapTable&, const LeapTable&) = default;

 private:
  std::vector<LeapEntry> entries_;
  WallTime expires_;
};

using Sha1Digest = std::array<std::uint8_t, 20>;

/// A list as it stands in its file.
struct LeapFileText {
  LeapTable table;
  std::optional<Sha1Digest> hash;                  ///< of the `#h` line; nothing: it has none
  std::string hashed;                              ///< what the hash must be of: the digits of all that counts
  std::optional<WallTime> updated = std::nullopt;  ///< of the `#$` line: when the list was written
};

enum class LeapFileProblem : std::uint8_t {
  bad_line,    ///< no comment, and not two numbers; or a special comment without its value
  bad_time,    ///< not a midnight, not after the one before, or beyond what can be
  bad_offset,  ///< TAI-UTC does not change by one second
  no_entries,  ///< nothing but comments
  no_expiry,   ///< no `#@` line
  too_long,    ///< more than kMostEntries
};

struct LeapFileError {
  LeapFileProblem problem = LeapFileProblem::bad_line;
  int line = 0;  ///< from 1; 0: the whole file
  friend bool operator==(const LeapFileError&, const LeapFileError&) = default;
};

/// Reads a leap-seconds.list: lines `NTP-SECONDS TAI-UTC`, comments, `#$ UPDATED`, `#@ EXPIRES` and `#h HASH`. Does
/// not check the hash.
[[nodiscard]] std::expected<LeapFileText, LeapFileError> parse_leap_file(std::string_view text);

}  // namespace foliot

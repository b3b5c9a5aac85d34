// The list of clients that a server remembers (MRU: most recently used), as `mrulist` shows it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "time/timestamp.hpp"
#include "tools/ntpq/variables.hpp"

namespace foliot::ntpq {

struct MruEntry {
  std::string address;  ///< with its port, as sent: `192.0.2.1:123`, `[2001:db8::1]:123`
  std::string host;     ///< the address by itself
  std::uint16_t port = 0;
  Timestamp last;
  Timestamp first;
  std::int64_t count = 0;
  std::uint8_t mode_version = 0;
  std::uint16_t restrictions = 0;
  std::optional<double> score;
  std::optional<std::int64_t> dropped;

  [[nodiscard]] unsigned mode() const { return mode_version & 7U; }
  [[nodiscard]] unsigned version() const { return mode_version >> 3U & 7U; }
};

/// The bits of `rs` that say why a client was refused. They moved in ntpd 4.2.8p11.
struct RefusalBits {
  std::uint16_t limited = 0x20;
  std::uint16_t kiss = 0x400;
};

struct MruList {
  std::vector<MruEntry> entries;
  Timestamp now;          ///< of the server, when it sent the end
  bool complete = false;  ///< the end came
  RefusalBits bits;
};

/// What one answer tells.
struct MruAnswer {
  std::vector<MruEntry> entries;  ///< oldest first
  std::optional<std::string> nonce;
  std::optional<Timestamp> now;  ///< nothing: more entries are to be asked for
};

/// Takes an answer apart. Entries without a readable address or time are left out.
[[nodiscard]] MruAnswer parse_mru_answer(const VariablePairs& variables);

/// For the daemon that says this of itself in `version`.
[[nodiscard]] RefusalBits refusal_bits_of(std::string_view version);

/// `K` a kiss-o'-death was sent, `L` it is limited, `.` neither.
[[nodiscard]] char refusal_code(const MruEntry& entry, RefusalBits bits);
/// Rounded; never below 0.
[[nodiscard]] std::int64_t seconds_since(Timestamp then, Timestamp now);
/// Of its packets, s; 0 when there was one.
[[nodiscard]] double average_interval_s(const MruEntry& entry);

/// `lstint avgint addr count score drop`, or one of them behind `-`: the other way round. False: another word.
[[nodiscard]] bool is_sort_order(std::string_view order);
/// Sorts for printing; lstint, the youngest first, when `order` is empty.
void sort_entries(std::vector<MruEntry>& entries, std::string_view order);

struct MruStyle {
  bool with_score = false;  ///< two columns more: score and dropped packets
  std::function<std::string(const MruEntry&)> remote;
};

[[nodiscard]] std::string mru_header(const MruStyle& style);
[[nodiscard]] std::string mru_line(const MruEntry& entry, Timestamp now, RefusalBits bits, const MruStyle& style);

}  // namespace foliot::ntpq

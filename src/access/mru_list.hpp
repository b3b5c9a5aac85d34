// MruList: the clients heard of last, most recent first, in bounded memory.
//
// Records lie in one array, linked by number: a chain per hash bucket to find a client by its address, and one list
// in the order of their last packets to find the one to forget. Nothing is allocated after the start: the array is
// asked for whole, and the system gives its pages as they are first written.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "access/address_hash.hpp"
#include "access/mru_options.hpp"
#include "access/rate_rule.hpp"
#include "access/restrict_flags.hpp"
#include "base/ip_address.hpp"
#include "base/rng.hpp"
#include "time/points.hpp"
#include "wire/header.hpp"

namespace foliot::access {

/// What is known of a client, for mode 6 (`mrulist`).
struct ClientView {
  base::SocketAddress remote;  ///< with the port of its last packet; without scope
  base::IpAddress local;       ///< of ours, that it sent to; unspecified: not known
  MonoTime first;              ///< to an eighth of a second
  MonoTime last;
  std::uint32_t count = 0;  ///< packets, those dropped too
  std::uint32_t drops = 0;  ///< of these, dropped as too fast
  wire::Mode mode = wire::Mode::reserved;
  std::uint8_t version = 0;
  RestrictFlags flags;  ///< in force for its last packet; `limited` when that was too fast, `kod` when it got a kiss
  double score = 0;     ///< PaceState::score
};

/// One packet of a client.
struct Sighting {
  base::SocketAddress remote;
  MonoTime at;
  wire::Mode mode = wire::Mode::client;
  std::uint8_t version = 4;
  base::IpAddress local = {};  ///< where it came in; unspecified: not known
};

/// What became of the packets that were noted: `monstats`.
struct MruCounts {
  std::uint64_t known = 0;    ///< of clients that were remembered already
  std::uint64_t fresh = 0;    ///< of new ones that took a fresh record
  std::uint64_t aged = 0;     ///< of new ones that took the record of one too old
  std::uint64_t pushed = 0;   ///< of new ones that took one because all were taken
  std::uint64_t refused = 0;  ///< of new ones that got none

  void add(const MruCounts& other) {
    known += other.known;
    fresh += other.fresh;
    aged += other.aged;
    pushed += other.pushed;
    refused += other.refused;
  }
};

class MruList {
 public:
  /// The number of a remembered client. Good until the next `add`.
  using Number = std::uint32_t;
  /// As many when the options say that there is no limit: 64 MiB. And no list is longer, whatever they say.
  static constexpr std::int64_t kUnlimited = std::int64_t{1} << 20U;
  static constexpr std::int64_t kMostClients = std::int64_t{1} << 24U;

  /// Takes the memory. monitor_age_s: `discard monitor`. rng: for the secret of the hash. start: no sighting is before.
  MruList(const MruOptions& options, int monitor_age_s, base::Rng& rng, MonoTime start);

  /// The number of clients for `mru maxdepth`; at least one.
  [[nodiscard]] static std::size_t capacity_of(std::int64_t maxdepth);

  /// For clients that `find` will be asked for soon, a batch of them: among a million each of its steps waits for
  /// memory, and here all wait together. It changes nothing, and may be left out.
  void expect(std::span<const base::SocketAddress> clients) const;
  [[nodiscard]] std::optional<Number> find(const base::IpAddress& address) const;
  /// Remembers a client that `find` does not know. It takes a fresh record, or that of the client silent for longest;
  /// nothing when the list is full of clients that are too young to be forgotten. draw: uniform in [0, 1), decides
  /// whether one that is not old is forgotten all the same, as in classic.
  std::optional<Number> add(const Sighting& sighting, double draw);
  /// Another packet of client `number`, now the most recent one. Returns how long after its last one this came.
  Interval note(Number number, const Sighting& sighting);

  [[nodiscard]] PaceState pace(Number number) const;
  void set_pace(Number number, const PaceState& pace, RestrictFlags flags, bool dropped);

  [[nodiscard]] ClientView view(Number number) const;
  /// When it was heard of last.
  [[nodiscard]] MonoTime last(Number number) const { return last_of(clients_[number]); }
  [[nodiscard]] std::optional<Number> newest() const { return optional(newest_); }
  [[nodiscard]] std::optional<Number> oldest() const { return optional(oldest_); }
  /// The client heard of next before, or after, that one.
  [[nodiscard]] std::optional<Number> older(Number number) const { return optional(clients_[number].older); }
  [[nodiscard]] std::optional<Number> newer(Number number) const { return optional(clients_[number].newer); }

  /// Never shrinks: a record is only ever given to another client. So it is also the most there ever were.
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t capacity() const { return capacity_; }
  [[nodiscard]] const MruOptions& options() const { return options_; }
  [[nodiscard]] const MruCounts& counts() const { return counts_; }
  void reset_counts() { counts_ = {}; }
  /// How many places of the index hold a client.
  [[nodiscard]] std::size_t slots_in_use() const { return slots_in_use_; }
  /// What was allocated, index and all.
  [[nodiscard]] std::size_t allocated_bytes() const;

 private:
  static constexpr Number kNone = 0xffff'ffff;
  using Words = AddressWords;

  /// 60 octets; with at most one bucket of 4 a client takes 64. So the rarely used is packed.
  struct Client {
    Words address;
    std::uint32_t last_upper;  ///< ns of MonoTime, in halves for the alignment
    std::uint32_t last_lower;
    std::uint32_t first;  ///< eighths of a second after the start of the list
    std::uint32_t count;
    std::uint32_t drops;
    std::uint32_t what;  ///< flags; from bit 17 the number of `local`; bit 24: IPv6; mode from bit 25, version from 28
    float score;
    std::uint16_t drops_since_kiss;
    std::uint16_t port;
    Number older;
    Number newer;
    Number next;  ///< in the bucket
  };
  static_assert(sizeof(Client) == 60);

  [[nodiscard]] static std::optional<Number> optional(Number number) {
    return number == kNone ? std::nullopt : std::optional(number);
  }
  [[nodiscard]] static MonoTime last_of(const Client& client) {
    const auto last = static_cast<std::uint64_t>(client.last_upper) << 32U | client.last_lower;
    return MonoTime::from_nanoseconds(static_cast<std::int64_t>(last));
  }
  [[nodiscard]] Number first_of(const base::IpAddress& address) const;
  void fetch(Number number) const;
  void fetch_beyond(Number number, const base::IpAddress& address) const;
  [[nodiscard]] Number& bucket(const Words& address, bool is_v6);
  [[nodiscard]] std::size_t bucket_index(const Words& address, bool is_v6) const;
  [[nodiscard]] std::optional<Number> make_room(MonoTime now, double draw);
  Number take_fresh();
  Number forget_oldest();
  void set_packet(Client& client, const Sighting& sighting);
  [[nodiscard]] std::uint32_t number_of_local(const base::IpAddress& address);
  void unlink(Number number);
  void link_newest(Number number);

  MruOptions options_;
  double monitor_age_s_;
  MonoTime start_;
  std::size_t capacity_;
  AddressHash hash_;
  std::unique_ptr<Client[]> clients_;
  std::vector<Number> buckets_;  ///< a power of two of them
  std::size_t size_ = 0;
  Number newest_ = kNone;
  Number oldest_ = kNone;
  std::size_t slots_in_use_ = 0;
  MruCounts counts_;
  std::vector<base::IpAddress> locals_;  ///< by number; the first is none
  std::uint32_t last_local_ = 0;
};

}  // namespace foliot::access

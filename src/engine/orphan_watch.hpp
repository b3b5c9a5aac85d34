// Orphan mode: how a network whose real sources are all gone keeps together by itself.
//
// A server that has had nothing to follow for `tos orphanwait` serves at the stratum of `tos orphan`, as orphan
// parent: reference id 127.0.0.1, no root delay. Of several the one with the least metric, a hash of its address,
// stays parent and the others follow it, each as a last resort, so that any real source comes first. Because
// everyone compares the same addresses all come to the same answer, without a vote.
#pragma once

#include <cstdint>
#include <optional>

#include "association/association.hpp"
#include "base/ip_address.hpp"
#include "selection/options.hpp"
#include "time/points.hpp"
#include "wire/reference_id.hpp"

namespace foliot::engine {

/// The stratum that an orphan serves at; nothing when orphan mode is off.
[[nodiscard]] std::optional<std::uint8_t> orphan_stratum(const selection::SelectionOptions& options);
/// What an orphan parent of this stratum says that it follows.
[[nodiscard]] wire::ReferenceId orphan_reference_id(std::uint8_t stratum);
/// Whether a server follows nobody but its own clock: its reference id is in 127.0.0.0/8 (or LOOP at stratum 1) and
/// nothing lies between it and that. A host that follows another one through the loopback has a root delay.
[[nodiscard]] bool is_orphan_parent(const association::ServerState& server);

enum class OrphanRank : std::uint8_t {
  ordinary,  ///< a source like any other
  parent,    ///< an orphan parent that comes before us
  none,      ///< no better than what we could do ourselves
};

/// What a source means to a host that could be an orphan itself. local: our end of the exchange with it; unspecified
/// when not known. The least address hash is the parent.
[[nodiscard]] OrphanRank orphan_rank(const association::ServerState& server, std::uint8_t own_stratum,
                                     const base::IpAddress& remote, const base::IpAddress& local);

class OrphanWatch {
 public:
  /// Nothing is followed at `start`.
  explicit OrphanWatch(MonoTime start) : alone_since_(start) {}

  /// Whether selection found something to follow.
  void observe(bool has_source, MonoTime now);
  /// Whether it is time to serve as an orphan, or to say again that we do.
  [[nodiscard]] bool due(Interval wait, MonoTime now) const { return alone_since_ && now >= *deadline(wait); }
  /// When that will be, as things are.
  [[nodiscard]] std::optional<MonoTime> deadline(Interval wait) const;
  /// Serves now; true when it did not before.
  bool serve(MonoTime now);
  /// Orphan mode was turned off; true when it was serving.
  bool end();
  [[nodiscard]] bool serving() const { return serving_since_.has_value(); }

 private:
  std::optional<MonoTime> alone_since_;
  std::optional<MonoTime> serving_since_;
  MonoTime renewed_;
};

}  // namespace foliot::engine

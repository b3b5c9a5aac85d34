// SourceTable: the associations, in slots of fixed number that selection and estimation know them by.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "association/association.hpp"
#include "control/views.hpp"
#include "engine/actions.hpp"
#include "engine/local_clock.hpp"
#include "estimate/estimator.hpp"
#include "selection/system_offset.hpp"

namespace foliot::engine {

/// A sample as it was measured, kept for mode 6 (filtdelay, filtoffset, filtdisp). Newest first.
struct SampleHistory {
  std::array<estimate::Sample, control::kFilterStages> samples{};
  std::size_t count = 0;

  void add(const estimate::Sample& sample);
};

/// The line of an association that no configuration line asked for.
inline constexpr std::size_t kNoLine = std::numeric_limits<std::size_t>::max();

/// One association and what the engine knows beside it.
struct Source {
  AssociationId id = 0;
  std::size_t line = 0;  ///< configuration line that it came from; or kNoLine
  association::Association association;
  SampleHistory history;
  selection::SelectionStatus status = selection::SelectionStatus::reject;
  std::uint16_t flash = 0;  ///< why it is not fit, RFC 9327 bits of the peer tests
  control::PeerEvent last_event = control::PeerEvent::mobilize;
  std::uint8_t event_count = 1;
  base::SocketAddress local;                 ///< our end of the last exchange
  std::optional<MonoTime> reach_changed_at;  ///< became reachable or unreachable; nothing: it never did
  std::optional<MonoTime> useless_since;     ///< fit for nothing although the clock is right
  std::optional<LocalClock> local_clock;     ///< this is 127.127.1.u: no packets, no estimates

  /// Records an event; see control::record_event.
  void note(control::PeerEvent event);
};

class SourceTable {
 public:
  static constexpr std::size_t kCapacity = estimate::kMaxSources;

  /// first_id: a random start, so that ids of a daemon before the restart are not taken for ours.
  explicit SourceTable(AssociationId first_id) : next_id_(first_id) {}

  /// A free slot with a new association, or nothing when all are taken.
  std::optional<std::size_t> add(std::size_t line, const association::Association& association);
  void remove(std::size_t slot) { slots_[slot].reset(); }
  /// An id that no association has or will get. For a bounded number of uses: it is never given back.
  AssociationId reserve_id();

  [[nodiscard]] Source* at(std::size_t slot) { return slots_[slot] ? &*slots_[slot] : nullptr; }
  [[nodiscard]] const Source* at(std::size_t slot) const { return slots_[slot] ? &*slots_[slot] : nullptr; }
  [[nodiscard]] std::optional<std::size_t> find(AssociationId id) const;
  [[nodiscard]] std::optional<std::size_t> find_remote(const base::SocketAddress& remote) const;
  [[nodiscard]] bool has_remote(const base::SocketAddress& remote) const;
  [[nodiscard]] std::size_t size() const;
  /// How many associations came from `line`.
  [[nodiscard]] std::size_t count(std::size_t line) const;

  /// Calls `use(slot, source)` for each association.
  template <class Use>
  void each(Use use) {
    for (std::size_t slot = 0; slot < kCapacity; ++slot) {
      if (slots_[slot]) use(slot, *slots_[slot]);
    }
  }
  template <class Use>
  void each(Use use) const {
    for (std::size_t slot = 0; slot < kCapacity; ++slot) {
      if (slots_[slot]) use(slot, *slots_[slot]);
    }
  }

 private:
  std::array<std::optional<Source>, kCapacity> slots_;
  [[nodiscard]] AssociationId take_id();

  AssociationId next_id_;
  std::vector<AssociationId> reserved_;
};

}  // namespace foliot::engine

#include "engine/source_table.hpp"

#include <algorithm>

#include "control/status_word.hpp"

namespace foliot::engine {

void SampleHistory::add(const estimate::Sample& sample) {
  std::shift_right(samples.begin(), samples.end(), 1);
  samples[0] = sample;
  count = std::min(count + 1, samples.size());
}

void Source::note(control::PeerEvent event) {
  control::record_event(event, last_event, event_count);
}

std::optional<std::size_t> SourceTable::add(std::size_t line, const association::Association& association) {
  for (std::size_t slot = 0; slot < kCapacity; ++slot) {
    if (slots_[slot]) continue;
    slots_[slot].emplace(Source{.id = take_id(),
                                .line = line,
                                .association = association,
                                .history = {},
                                .local = {},
                                .reach_changed_at = {},
                                .useless_since = {},
                                .local_clock = {}});
    return slot;
  }
  return std::nullopt;
}

AssociationId SourceTable::take_id() {
  const auto is_taken = [&](AssociationId id) {
    return id == 0 || find(id) || std::ranges::find(reserved_, id) != reserved_.end();
  };
  while (is_taken(next_id_)) ++next_id_;
  return next_id_++;
}

AssociationId SourceTable::reserve_id() {
  return reserved_.emplace_back(take_id());
}

std::optional<std::size_t> SourceTable::find(AssociationId id) const {
  for (std::size_t slot = 0; slot < kCapacity; ++slot) {
    if (slots_[slot] && slots_[slot]->id == id) return slot;
  }
  return std::nullopt;
}

std::optional<std::size_t> SourceTable::find_remote(const base::SocketAddress& remote) const {
  for (std::size_t slot = 0; slot < kCapacity; ++slot) {
    if (slots_[slot] && slots_[slot]->association.remote() == remote) return slot;
  }
  return std::nullopt;
}

bool SourceTable::has_remote(const base::SocketAddress& remote) const {
  return std::ranges::any_of(slots_,
                             [&](const auto& source) { return source && source->association.remote() == remote; });
}

std::size_t SourceTable::size() const {
  return static_cast<std::size_t>(std::ranges::count_if(slots_, [](const auto& source) { return source.has_value(); }));
}

std::size_t SourceTable::count(std::size_t line) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(slots_, [&](const auto& source) { return source && source->line == line; }));
}

}  // namespace foliot::engine

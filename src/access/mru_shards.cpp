#include "access/mru_shards.hpp"

#include <algorithm>
#include <iterator>

namespace foliot::access {

using Number = MruList::Number;

MruShards::MruShards(std::span<const MruList* const> lists) {
  std::ranges::copy_if(lists, std::back_inserter(lists_), [](const MruList* list) { return list != nullptr; });
}

std::vector<MruShards::Place> MruShards::find(const base::IpAddress& address) const {
  std::vector<Place> places;
  for (std::size_t shard = 0; shard < lists_.size(); ++shard) {
    if (const auto number = lists_[shard]->find(address)) places.push_back({shard, *number});
  }
  return places;
}

/// Of clients heard of at the same moment the one in the earlier list comes first, so that a walk has one order only.
bool MruShards::is_before(const Place& a, const Place& b) const {
  const MonoTime last_a = lists_[a.shard]->last(a.number);
  const MonoTime last_b = lists_[b.shard]->last(b.number);
  return last_a != last_b ? last_a < last_b : a.shard < b.shard;
}

std::optional<MruShards::Place> MruShards::Walk::place() const {
  std::optional<Place> first;
  for (std::size_t shard = 0; shard < heads_.size(); ++shard) {
    if (!heads_[shard]) continue;
    const Place head{shard, *heads_[shard]};
    if (!first || shards_->is_before(head, *first)) first = head;
  }
  return first;
}

void MruShards::Walk::advance() {
  if (const auto now = place()) heads_[now->shard] = shards_->lists_[now->shard]->newer(now->number);
}

MruShards::Walk MruShards::from_oldest() const {
  Walk walk(*this);
  for (std::size_t shard = 0; shard < lists_.size(); ++shard) walk.heads_[shard] = lists_[shard]->oldest();
  return walk;
}

MruShards::Walk MruShards::from_latest(std::size_t count) const {
  Walk walk(*this);
  std::vector<std::optional<Number>> next(lists_.size());  // in each list the latest that is not in the walk
  for (std::size_t shard = 0; shard < lists_.size(); ++shard) next[shard] = lists_[shard]->newest();
  for (std::size_t taken = 0; taken < count; ++taken) {
    std::optional<Place> latest;
    for (std::size_t shard = 0; shard < lists_.size(); ++shard) {
      if (!next[shard]) continue;
      const Place candidate{shard, *next[shard]};
      if (!latest || is_before(*latest, candidate)) latest = candidate;
    }
    if (!latest) break;
    walk.heads_[latest->shard] = latest->number;
    next[latest->shard] = lists_[latest->shard]->older(latest->number);
  }
  return walk;
}

/// From a place that is near, or from the end: readers that go on are mostly near the latest when the lists are long.
std::optional<Number> MruShards::first_not_before(std::size_t shard, const Place& place,
                                                  std::span<const Place> near) const {
  const MruList& list = *lists_[shard];
  const auto hint = std::ranges::find(near, shard, &Place::shard);
  auto number = hint != near.end() ? std::optional(hint->number) : list.newest();
  if (!number) return std::nullopt;
  while (number && is_before({shard, *number}, place)) number = list.newer(*number);
  if (!number) return std::nullopt;
  for (auto older = list.older(*number); older && !is_before({shard, *older}, place); older = list.older(*number)) {
    number = older;
  }
  return number;
}

MruShards::Walk MruShards::from(const Place& place, std::span<const Place> near) const {
  Walk walk(*this);
  for (std::size_t shard = 0; shard < lists_.size(); ++shard) {
    walk.heads_[shard] = shard == place.shard ? std::optional(place.number) : first_not_before(shard, place, near);
  }
  return walk;
}

}  // namespace foliot::access

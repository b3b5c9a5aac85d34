// MruShards: several lists of clients read as one, from the client silent for longest to the latest.
//
// Each server worker remembers its own clients; whoever asks for the list wants one. An address that several remember
// (it asks in several modes) appears once for each, as in classic a client does for each of our addresses.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "access/mru_list.hpp"

namespace foliot::access {

class MruShards {
 public:
  /// A client of one of the lists. Good as long as the lists stand still.
  struct Place {
    std::size_t shard = 0;
    MruList::Number number = 0;
  };

  /// Nobody is remembered.
  MruShards() = default;
  /// The lists outlive this; null ones are left out.
  explicit MruShards(std::span<const MruList* const> lists);

  [[nodiscard]] bool empty() const { return lists_.empty(); }
  /// The client at `address`, in each list that remembers it.
  [[nodiscard]] std::vector<Place> find(const base::IpAddress& address) const;
  [[nodiscard]] ClientView view(const Place& place) const { return lists_[place.shard]->view(place.number); }

  /// One step after the other towards the latest.
  class Walk {
   public:
    /// Where it stands; nothing behind the latest.
    [[nodiscard]] std::optional<Place> place() const;
    void advance();

   private:
    friend class MruShards;
    explicit Walk(const MruShards& shards) : shards_(&shards), heads_(shards.lists_.size()) {}
    const MruShards* shards_;
    std::vector<std::optional<MruList::Number>> heads_;  ///< in each list the next one that is not passed
  };

  /// From the one silent for longest.
  [[nodiscard]] Walk from_oldest() const;
  /// The latest `count`; all when there are no more.
  [[nodiscard]] Walk from_latest(std::size_t count) const;
  /// From `place` itself. near: places not far from it in the other lists, if known: they save time only.
  [[nodiscard]] Walk from(const Place& place, std::span<const Place> near) const;

 private:
  [[nodiscard]] bool is_before(const Place& a, const Place& b) const;
  [[nodiscard]] std::optional<MruList::Number> first_not_before(std::size_t shard, const Place& place,
                                                                std::span<const Place> near) const;

  std::vector<const MruList*> lists_;
};

}  // namespace foliot::access

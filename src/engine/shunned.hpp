// Shunned: servers that a pool must not bring back for a while: they told us to stop, were dead, or lied.
//
// Bounded: when it is full, the one that would be forgiven first makes room.
#pragma once

#include <algorithm>

#include "base/fixed_vector.hpp"
#include "base/ip_address.hpp"
#include "time/points.hpp"

namespace foliot::engine {

class Shunned {
 public:
  static constexpr std::size_t kCapacity = 64;

  void add(const base::SocketAddress& server, MonoTime until) {
    const auto known = std::ranges::find(entries_, server, &Entry::server);
    if (known != entries_.end()) {
      known->until = std::max(known->until, until);
    } else if (!entries_.try_push_back({server, until})) {
      *std::ranges::min_element(entries_, {}, &Entry::until) = {server, until};
    }
  }
  [[nodiscard]] bool holds(const base::SocketAddress& server, MonoTime now) const {
    return std::ranges::any_of(entries_,
                               [&](const Entry& entry) { return entry.server == server && now < entry.until; });
  }

 private:
  struct Entry {
    base::SocketAddress server;
    MonoTime until;
  };
  base::FixedVector<Entry, kCapacity> entries_;
};

}  // namespace foliot::engine

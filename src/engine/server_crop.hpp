// ServerCrop: the servers that may be asked as witnesses, gathered from many look-ups over days.
//
// A resolver that lies for a while must not own the crop: one answer adds at most four servers of each family, however
// many it names, and the oldest make room, so that a liar's share is his share of the look-ups that filled it. Servers
// are left alone for a while after each question, for longer when they do not answer, and for a day when they say so.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/ip_address.hpp"
#include "base/rng.hpp"
#include "time/points.hpp"

namespace foliot::engine {

class ServerCrop {
 public:
  /// RFC 9523 section 3.3: several hundred.
  static constexpr std::size_t kCapacity = 512;
  static constexpr int kNewPerAnswer = 4;  ///< of each family; as many as the public pool gives at once

  /// Takes the servers of one look-up for which `wanted(remote)` holds; how many were new.
  template <class Wanted>
  std::size_t add(std::span<const base::IpAddress> addresses, std::uint16_t port, Wanted wanted) {
    int room_v4 = kNewPerAnswer;
    int room_v6 = kNewPerAnswer;
    std::size_t added = 0;
    for (const base::IpAddress& address : addresses) {
      const base::SocketAddress remote{address, port};
      int& room = address.family() == base::IpFamily::v4 ? room_v4 : room_v6;
      if (room == 0 || holds(remote) || !wanted(remote)) continue;
      insert(remote);
      --room;
      ++added;
    }
    return added;
  }

  /// Up to `count` servers that may be asked at `now` and for which `wanted(remote)` holds, at random.
  template <class Wanted>
  [[nodiscard]] std::vector<base::SocketAddress> pick(std::size_t count, MonoTime now, base::Rng& rng,
                                                      Wanted wanted) const {
    std::vector<base::SocketAddress> able;
    for (const Entry& entry : entries_) {
      if (now >= entry.not_before && wanted(entry.server)) able.push_back(entry.server);
    }
    shuffle_front(able, count, rng);
    able.resize(std::min(able.size(), count));
    return able;
  }

  void on_asked(const base::SocketAddress& server, MonoTime now);
  void on_answer(const base::SocketAddress& server);
  /// It did not answer: it is left alone for longer each time, and given up at last.
  void on_silence(const base::SocketAddress& server, MonoTime now);
  /// It told us to stop, or to ask less.
  void on_kiss(const base::SocketAddress& server, MonoTime now);
  void clear() { entries_.clear(); }

  [[nodiscard]] bool holds(const base::SocketAddress& server) const {
    return std::ranges::find(entries_, server, &Entry::server) != entries_.end();
  }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    base::SocketAddress server;
    MonoTime not_before;
    int silences = 0;
  };

  void insert(const base::SocketAddress& server);
  [[nodiscard]] Entry* find(const base::SocketAddress& server);
  /// The first `count` become a random choice of all.
  static void shuffle_front(std::vector<base::SocketAddress>& servers, std::size_t count, base::Rng& rng);

  std::vector<Entry> entries_;  ///< at most kCapacity, oldest first
};

}  // namespace foliot::engine

#include "engine/server_crop.hpp"

#include <limits>
#include <utility>

namespace foliot::engine {
namespace {

/// One server gets no two questions within this time: what servers with rate limits bear for ever.
constexpr Interval kPause = Interval::from_nanoseconds(16'000'000'000);
constexpr Interval kFirstSilence = Interval::from_nanoseconds(900'000'000'000);
constexpr int kMostSilences = 8;
constexpr Interval kKissed = Interval::from_nanoseconds(86'400'000'000'000);

}  // namespace

ServerCrop::Entry* ServerCrop::find(const base::SocketAddress& server) {
  const auto found = std::ranges::find(entries_, server, &Entry::server);
  return found == entries_.end() ? nullptr : &*found;
}

void ServerCrop::insert(const base::SocketAddress& server) {
  if (entries_.size() == kCapacity) entries_.erase(entries_.begin());
  const MonoTime at_once = MonoTime::from_nanoseconds(std::numeric_limits<std::int64_t>::min());
  entries_.push_back({server, at_once});
}

void ServerCrop::on_asked(const base::SocketAddress& server, MonoTime now) {
  if (Entry* entry = find(server)) entry->not_before = now + kPause;
}

void ServerCrop::on_answer(const base::SocketAddress& server) {
  if (Entry* entry = find(server)) entry->silences = 0;
}

void ServerCrop::on_silence(const base::SocketAddress& server, MonoTime now) {
  Entry* entry = find(server);
  if (entry == nullptr) return;
  entry->not_before = now + Interval::from_nanoseconds(kFirstSilence.nanoseconds() << entry->silences);
  if (++entry->silences < kMostSilences) return;
  std::erase_if(entries_, [&](const Entry& one) { return one.server == server; });
}

void ServerCrop::on_kiss(const base::SocketAddress& server, MonoTime now) {
  if (Entry* entry = find(server)) entry->not_before = now + kKissed;
}

void ServerCrop::shuffle_front(std::vector<base::SocketAddress>& servers, std::size_t count, base::Rng& rng) {
  for (std::size_t i = 0; i < std::min(count, servers.size()); ++i) {
    const std::size_t other = i + static_cast<std::size_t>(rng.next_u64() % (servers.size() - i));
    std::swap(servers[i], servers[other]);
  }
}

}  // namespace foliot::engine

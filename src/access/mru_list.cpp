#include "access/mru_list.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "access/restrict_entry.hpp"
#include "base/check.hpp"

namespace foliot::access {
namespace {

constexpr std::uint32_t kFlagBits = (1U << 17U) - 1;
constexpr unsigned kLocalShift = 17;
constexpr std::uint32_t kMostLocals = 127;
static_assert(static_cast<std::uint32_t>(Restrict::serverresponse_fuzz) <= kFlagBits, "flags and local number overlap");
constexpr std::uint32_t kIsV6 = 1U << 24U;
constexpr unsigned kModeShift = 25;
constexpr unsigned kVersionShift = 28;
constexpr double kFirstPerSecond = 8;

/// Seconds, rounded as classic rounds them.
double age_s(MonoTime now, MonoTime then) {
  return std::floor(std::max(0.0, (now - then).seconds()) + 0.5);
}

}  // namespace

MruList::MruList(const MruOptions& options, int monitor_age_s, base::Rng& rng, MonoTime start)
    : options_(options),
      monitor_age_s_(std::max(monitor_age_s, 1)),
      start_(start),
      capacity_(capacity_of(options.maxdepth)),
      hash_(rng),
      clients_(std::make_unique_for_overwrite<Client[]>(capacity_)),
      buckets_(std::bit_floor(capacity_), kNone) {
  locals_.reserve(kMostLocals + 1);
  locals_.emplace_back();
  const auto ready = static_cast<std::size_t>(std::max<std::int64_t>(options.initalloc, 0));
  std::fill_n(clients_.get(), std::min(ready, capacity_), Client{});
}

std::size_t MruList::capacity_of(std::int64_t maxdepth) {
  const std::int64_t wanted = maxdepth < 0 ? kUnlimited : maxdepth;
  return static_cast<std::size_t>(std::clamp<std::int64_t>(wanted, 1, kMostClients));
}

std::size_t MruList::bucket_index(const Words& address, bool is_v6) const {
  return static_cast<std::size_t>(hash_.of(address, is_v6) >> 32U) & (buckets_.size() - 1);
}

MruList::Number& MruList::bucket(const Words& address, bool is_v6) {
  return buckets_[bucket_index(address, is_v6)];
}

MruList::Number MruList::first_of(const base::IpAddress& address) const {
  return buckets_[bucket_index(words_of(address), !address.is_v4())];
}

/// From memory, without waiting. Most records lie in two cache lines.
void MruList::fetch(Number number) const {
  if (number == kNone) return;
  __builtin_prefetch(&clients_[number].address, 1);
  __builtin_prefetch(&clients_[number].next, 1);
}

void MruList::expect(std::span<const base::SocketAddress> clients) const {
  for (const base::SocketAddress& client : clients) {
    __builtin_prefetch(&buckets_[bucket_index(words_of(client.ip), !client.ip.is_v4())]);
  }
  for (const base::SocketAddress& client : clients) fetch(first_of(client.ip));
  for (const base::SocketAddress& client : clients) fetch_beyond(first_of(client.ip), client.ip);
}

/// What `find` and `note` touch next: the one behind in the bucket if this is not the client, else its neighbours.
void MruList::fetch_beyond(Number number, const base::IpAddress& address) const {
  if (number == kNone) return;
  const Client& client = clients_[number];
  if (client.address != words_of(address)) return fetch(client.next);
  fetch(client.older);
  fetch(client.newer);
}

std::optional<MruList::Number> MruList::find(const base::IpAddress& address) const {
  const Words words = words_of(address);
  const bool is_v6 = !address.is_v4();
  Number number = buckets_[bucket_index(words, is_v6)];
  while (number != kNone) {
    const Client& client = clients_[number];
    if (client.address == words && ((client.what & kIsV6) != 0) == is_v6) break;
    number = client.next;
  }
  return optional(number);
}

std::optional<MruList::Number> MruList::make_room(MonoTime now, double draw) {
  const bool fresh = size_ < capacity_;
  const auto mindepth = static_cast<std::size_t>(std::max<std::int64_t>(options_.mindepth, 0));
  if (size_ == 0 || (fresh && size_ < mindepth)) return take_fresh();
  const double oldest_s = age_s(now, last_of(clients_[oldest_]));
  if (options_.maxage_s >= 0 && oldest_s > static_cast<double>(options_.maxage_s)) {
    ++counts_.aged;
    return forget_oldest();
  }
  if (fresh) return take_fresh();
  if (oldest_s < static_cast<double>(options_.minage_s) || draw > oldest_s / monitor_age_s_) {
    ++counts_.refused;
    return std::nullopt;
  }
  ++counts_.pushed;
  return forget_oldest();
}

MruList::Number MruList::take_fresh() {
  ++counts_.fresh;
  return static_cast<Number>(size_++);
}

MruList::Number MruList::forget_oldest() {
  const Number number = oldest_;
  const Client& client = clients_[number];
  Number* link = &bucket(client.address, (client.what & kIsV6) != 0);
  while (*link != number) link = &clients_[*link].next;
  *link = client.next;
  if (bucket(client.address, (client.what & kIsV6) != 0) == kNone) --slots_in_use_;
  unlink(number);
  return number;
}

std::optional<MruList::Number> MruList::add(const Sighting& sighting, double draw) {
  const auto room = make_room(sighting.at, draw);
  if (!room) return std::nullopt;
  const Number number = *room;
  const bool is_v6 = !sighting.remote.ip.is_v4();
  Client client{};
  client.address = words_of(sighting.remote.ip);
  client.what = is_v6 ? kIsV6 : 0;
  const double since_start_s = std::max(0.0, (sighting.at - start_).seconds());
  client.first = static_cast<std::uint32_t>(std::min(since_start_s * kFirstPerSecond, 4294967295.0));
  client.count = 1;
  set_packet(client, sighting);
  Number& first = bucket(client.address, is_v6);
  if (first == kNone) ++slots_in_use_;
  client.next = first;
  first = number;
  clients_[number] = client;
  link_newest(number);
  return number;
}

Interval MruList::note(Number number, const Sighting& sighting) {
  Client& client = clients_[number];
  const Interval since_last = sighting.at - last_of(client);
  ++counts_.known;
  if (client.count != 0xffff'ffff) ++client.count;
  set_packet(client, sighting);
  unlink(number);
  link_newest(number);
  return since_last;
}

/// Few addresses, and mostly the same one again. Beyond what there is room for they are not told apart.
std::uint32_t MruList::number_of_local(const base::IpAddress& address) {
  if (locals_[last_local_] == address) return last_local_;
  const auto found = std::ranges::find(locals_, address);
  if (found == locals_.end() && locals_.size() > kMostLocals) return 0;
  last_local_ = static_cast<std::uint32_t>(found - locals_.begin());
  if (found == locals_.end()) locals_.push_back(address);
  return last_local_;
}

void MruList::set_packet(Client& client, const Sighting& sighting) {
  const auto last = static_cast<std::uint64_t>(sighting.at.nanoseconds());
  client.last_upper = static_cast<std::uint32_t>(last >> 32U);
  client.last_lower = static_cast<std::uint32_t>(last);
  client.port = sighting.remote.port;
  client.what = (client.what & (kFlagBits | kIsV6)) | static_cast<std::uint32_t>(sighting.mode) << kModeShift |
                number_of_local(sighting.local) << kLocalShift | (sighting.version & 7U) << kVersionShift;
}

PaceState MruList::pace(Number number) const {
  return {clients_[number].score, clients_[number].drops_since_kiss};
}

void MruList::set_pace(Number number, const PaceState& pace, RestrictFlags flags, bool dropped) {
  Client& client = clients_[number];
  client.score = pace.score;
  client.drops_since_kiss = pace.drops;
  client.what = (client.what & ~kFlagBits) | (flags.bits & kFlagBits);
  if (dropped && client.drops != 0xffff'ffff) ++client.drops;
}

void MruList::unlink(Number number) {
  const Client& client = clients_[number];
  (client.newer == kNone ? newest_ : clients_[client.newer].older) = client.older;
  (client.older == kNone ? oldest_ : clients_[client.older].newer) = client.newer;
}

void MruList::link_newest(Number number) {
  clients_[number].newer = kNone;
  clients_[number].older = newest_;
  (newest_ == kNone ? oldest_ : clients_[newest_].newer) = number;
  newest_ = number;
}

ClientView MruList::view(Number number) const {
  base::check(number < size_);
  const Client& client = clients_[number];
  std::array<std::uint8_t, 16> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::uint8_t>(client.address[i / 4] >> (24 - 8 * (i % 4)));
  }
  const bool is_v6 = (client.what & kIsV6) != 0;
  ClientView view;
  view.remote.ip = is_v6 ? base::IpAddress::v6(bytes) : base::IpAddress::v4(bytes[0], bytes[1], bytes[2], bytes[3]);
  view.remote.port = client.port;
  view.first = start_ + Interval::from_seconds(client.first / kFirstPerSecond);
  view.last = last_of(client);
  view.count = client.count;
  view.drops = client.drops;
  view.mode = static_cast<wire::Mode>(client.what >> kModeShift & 7U);
  view.version = static_cast<std::uint8_t>(client.what >> kVersionShift & 7U);
  view.local = locals_[client.what >> kLocalShift & kMostLocals];
  view.flags.bits = client.what & kFlagBits;
  view.score = static_cast<double>(client.score);
  return view;
}

std::size_t MruList::allocated_bytes() const {
  return capacity_ * sizeof(Client) + buckets_.capacity() * sizeof(Number);
}

}  // namespace foliot::access

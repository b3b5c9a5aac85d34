#include "access/restrict_list.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace foliot::access {
namespace {

/// Sorted by key, with defaults.
std::vector<RestrictEntry> prepare(std::vector<RestrictEntry> entries) {
  const auto key = [](const RestrictEntry& entry) { return key_of(entry); };
  std::ranges::sort(entries, {}, key);
  for (const base::IpAddress& zero : {base::IpAddress{}, base::IpAddress::v6({})}) {
    const RestrictEntry open{.address = zero, .mask = zero, .flags = {}};
    const auto at = std::ranges::lower_bound(entries, key_of(open), {}, key);
    if (at == entries.end() || key_of(*at) != key_of(open)) entries.insert(at, open);
  }
  return entries;
}

std::vector<RestrictKey> keys_of(std::span<const RestrictEntry> entries) {
  std::vector<RestrictKey> keys;
  keys.reserve(entries.size());
  for (const RestrictEntry& entry : entries) keys.push_back(key_of(entry));
  return keys;
}

bool is_multicast(const base::IpAddress& address) {
  const std::uint8_t first = address.bytes().front();
  return address.is_v4() ? first >> 4U == 0xe : first == 0xff;
}

bool matches(const RestrictKey& key, const AddressKey& address, bool from_ntp_port) {
  return (address & key.mask) == key.address && (from_ntp_port || !key.needs_ntpport());
}

}  // namespace

RestrictList::RestrictList(std::vector<RestrictEntry> entries)
    : entries_(prepare(std::move(entries))),
      keys_(keys_of(entries_)),
      v4_(make_table(base::IpFamily::v4)),
      v6_(make_table(base::IpFamily::v6)) {
  collect();
}

Restriction RestrictList::restriction(std::uint32_t number) const {
  const RestrictEntry& entry = entries_[number];
  return {entry.flags, number, static_cast<std::int8_t>(entry.ippeerlimit), keys_[number].mask != AddressKey{}};
}

PrefixTable RestrictList::make_table(base::IpFamily family) const {
  std::vector<RestrictKey> keys;
  std::vector<Restriction> restrictions;
  for (std::uint32_t number = 0; number < keys_.size(); ++number) {
    if (keys_[number].family != family || !is_prefix(keys_[number].mask, family)) continue;
    keys.push_back(keys_[number]);
    restrictions.push_back(restriction(number));
  }
  return {keys, restrictions};
}

void RestrictList::collect() {
  for (std::uint32_t number = 0; number < keys_.size(); ++number) {
    any_limited_ = any_limited_ || entries_[number].flags.has(Restrict::limited);
    if (!is_prefix(keys_[number].mask, keys_[number].family)) holed_.push_back(number);
  }
  std::ranges::reverse(holed_);
}

Restriction RestrictList::among_holed(const base::SocketAddress& from, const Restriction& prefix) const {
  const AddressKey address = key_of(from.ip);
  for (const std::uint32_t number : holed_) {
    const RestrictKey& key = keys_[number];
    if (key.family != from.ip.family()) continue;
    if (key < keys_[prefix.entry]) break;
    if (matches(key, address, from.port == kNtpPort)) return restriction(number);
  }
  return prefix;
}

Restriction RestrictList::find(const base::SocketAddress& from) const {
  Restriction found = (from.ip.is_v4() ? v4_ : v6_).find(key_of(from.ip), from.port == kNtpPort);
  if (!holed_.empty()) found = among_holed(from, found);
  if (is_multicast(from.ip)) found.flags.add(Restrict::ignore);
  return found;
}

}  // namespace foliot::access

#include "access/restrict_rules.hpp"

#include <array>
#include <memory>
#include <vector>

namespace foliot::access {

base::IpAddress host_mask(base::IpFamily family) {
  if (family == base::IpFamily::v4) return base::IpAddress::v4(255, 255, 255, 255);
  std::array<std::uint8_t, 16> ones{};
  ones.fill(0xff);
  return base::IpAddress::v6(ones);
}

RestrictEntry default_entry(base::IpFamily family) {
  const base::IpAddress zero = family == base::IpFamily::v4 ? base::IpAddress{} : base::IpAddress::v6({});
  return {.address = zero, .mask = zero, .flags = {}};
}

void RestrictRules::add(const RestrictEntry& entry) {
  const auto [at, added] = entries_.try_emplace(key_of(entry), entry);
  if (added) return;
  at->second.flags.add(entry.flags);
  if (entry.ippeerlimit >= 0) at->second.ippeerlimit = entry.ippeerlimit;
}

void RestrictRules::add_own(std::span<const base::IpAddress> addresses) {
  for (const base::IpAddress& address : addresses) {
    RestrictEntry own{.address = address, .mask = host_mask(address.family()), .ntpport = true, .flags = {}};
    own.origin = RestrictOrigin::interface;
    own.flags.add(Restrict::ignore);
    add(own);
  }
}

void RestrictRules::add_source(const base::IpAddress& address, const SourceTemplate& words) {
  if (address.is_reference_clock()) return;
  RestrictEntry entry{.address = address, .mask = host_mask(address.family()), .flags = words.flags};
  const RestrictKey host = key_of(entry);
  const auto first = entries_.lower_bound(host);
  if (first != entries_.end() && first->first.address == host.address && first->first.mask == host.mask) return;
  entry.ntpport = words.ntpport;
  entry.origin = RestrictOrigin::source;
  entry.ippeerlimit = words.ippeerlimit;
  add(entry);
}

SharedRestrictList RestrictRules::build() const {
  std::vector<RestrictEntry> entries;
  entries.reserve(entries_.size());
  for (const auto& [key, entry] : entries_) entries.push_back(entry);
  return std::make_shared<const RestrictList>(std::move(entries));
}

}  // namespace foliot::access

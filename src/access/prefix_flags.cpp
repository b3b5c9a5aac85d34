// A walk through the list, which has every prefix behind those that contain it.
#include "access/prefix_flags.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace foliot::access {
namespace {

struct Open {
  RestrictKey key;
  RestrictFlags any_port;
  RestrictFlags ntp_port;
};

bool contains(const RestrictKey& outer, const RestrictKey& inner) {
  return outer.family == inner.family && (inner.address & outer.mask) == outer.address &&
         (inner.mask & outer.mask) == outer.mask;
}

bool is_same_prefix(const RestrictKey& a, const RestrictKey& b) {
  return a.family == b.family && a.address == b.address && a.mask == b.mask;
}

base::IpAddress to_address(const RestrictKey& key) {
  std::array<std::uint8_t, 16> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::uint64_t half = i < 8 ? key.address.high : key.address.low;
    bytes[i] = static_cast<std::uint8_t>(half >> (56 - 8 * (i % 8)));
  }
  if (key.family == base::IpFamily::v6) return base::IpAddress::v6(bytes);
  return base::IpAddress::v4(bytes[0], bytes[1], bytes[2], bytes[3]);
}

PrefixFlags to_flags(const Open& open) {
  const auto length = std::popcount(open.key.mask.high) + std::popcount(open.key.mask.low);
  return {to_address(open.key), static_cast<unsigned>(length), open.any_port, open.ntp_port};
}

bool has_holes(const RestrictList& list, base::IpFamily family) {
  return std::ranges::any_of(list.entries(), [family](const RestrictEntry& entry) {
    return entry.mask.family() == family && !is_prefix(key_of(entry.mask), family);
  });
}

std::vector<PrefixFlags> of_family(const RestrictList& list, base::IpFamily family) {
  std::vector<PrefixFlags> found;
  std::vector<Open> open;
  for (const RestrictEntry& entry : list.entries()) {
    const RestrictKey key = key_of(entry);
    if (key.family != family) continue;
    const bool known = !open.empty() && is_same_prefix(open.back().key, key);
    while (!known && !open.empty() && !contains(open.back().key, key)) open.pop_back();
    if (!known)
      open.push_back(open.empty() ? Open{key, {}, {}} : Open{key, open.back().any_port, open.back().ntp_port});
    // Of the same prefix the more specific condition comes later.
    open.back().ntp_port = entry.flags;
    if (!key.needs_ntpport()) open.back().any_port = entry.flags;
    if (known) found.pop_back();
    found.push_back(to_flags(open.back()));
  }
  return found;
}

}  // namespace

std::vector<PrefixFlags> to_prefix_flags(const RestrictList& list) {
  std::vector<PrefixFlags> all;
  for (const base::IpFamily family : {base::IpFamily::v4, base::IpFamily::v6}) {
    if (has_holes(list, family)) continue;
    const auto some = of_family(list, family);
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

}  // namespace foliot::access

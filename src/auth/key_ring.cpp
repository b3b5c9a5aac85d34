#include "auth/key_ring.hpp"

#include <algorithm>
#include <utility>

namespace foliot::auth {

KeyRing::KeyRing(std::vector<SymmetricKey> keys, std::span<const KeyRange> trusted) {
  std::ranges::reverse(keys);
  std::ranges::stable_sort(keys, {}, &SymmetricKey::id);
  for (SymmetricKey& key : keys) {
    if (!keys_.empty() && keys_.back().key.id == key.id) continue;
    const auto holds = [&](const KeyRange& range) { return range.low <= key.id && key.id <= range.high; };
    const bool is_trusted = std::ranges::any_of(trusted, holds);
    keys_.push_back({std::move(key), is_trusted});
  }
}

const KeyRing::Entry* KeyRing::entry(std::uint32_t id) const {
  const auto found = std::ranges::lower_bound(keys_, id, {}, [](const Entry& entry) { return entry.key.id; });
  return found != keys_.end() && found->key.id == id ? &*found : nullptr;
}

const SymmetricKey* KeyRing::find(std::uint32_t id) const {
  const Entry* found = entry(id);
  return found != nullptr ? &found->key : nullptr;
}

const SymmetricKey* KeyRing::find_trusted(std::uint32_t id) const {
  const Entry* found = entry(id);
  return found != nullptr && found->trusted ? &found->key : nullptr;
}

}  // namespace foliot::auth

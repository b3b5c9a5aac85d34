#include "auth/key_ring.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace foliot::auth {

KeyRing::KeyRing(std::vector<SymmetricKey> keys, std::span<const KeyRange> trusted) {
  std::map<std::uint32_t, SymmetricKey> last_of_id;
  for (SymmetricKey& key : keys) last_of_id.insert_or_assign(key.id, std::move(key));
  keys_.reserve(last_of_id.size());
  for (auto& [id, key] : last_of_id) {
    const auto holds = [wanted = id](const KeyRange& range) { return range.low <= wanted && wanted <= range.high; };
    keys_.push_back({std::move(key), std::ranges::any_of(trusted, holds)});
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

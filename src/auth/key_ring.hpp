// KeyRing: the keys of a key file and which of them are trusted; made whole, swapped whole, never changed.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "auth/symmetric_key.hpp"

namespace foliot::auth {

/// `trustedkey LOW` or `trustedkey (LOW ... HIGH)`: both ends belong to it.
struct KeyRange {
  std::uint32_t low = 0;
  std::uint32_t high = 0;
  friend bool operator==(const KeyRange&, const KeyRange&) = default;
};

class KeyRing {
 public:
  /// No keys: nothing verifies.
  KeyRing() = default;
  /// Of keys with the same id the last one counts, as when a file is read line by line.
  KeyRing(std::vector<SymmetricKey> keys, std::span<const KeyRange> trusted);

  /// The key with this id, trusted or not. No key has id 0.
  [[nodiscard]] const SymmetricKey* find(std::uint32_t id) const;
  /// The key with this id if it is trusted.
  [[nodiscard]] const SymmetricKey* find_trusted(std::uint32_t id) const;
  [[nodiscard]] std::size_t size() const { return keys_.size(); }

 private:
  struct Entry {
    SymmetricKey key;
    bool trusted = false;
  };
  [[nodiscard]] const Entry* entry(std::uint32_t id) const;

  std::vector<Entry> keys_;  ///< ascending by id
};

}  // namespace foliot::auth

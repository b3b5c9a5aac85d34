// OrderedIndex: the last of many ascending keys that is not greater than a given one, with few cache misses.
//
// A plain binary search among 200,000 keys waits for memory at most of its 18 steps. Here every sixteenth key is kept
// again one level higher, and so on: at each level one block of sixteen neighbours is counted through without a
// branch, which is one or a few cache lines, and the upper levels stay in the cache. (The idea is that of a static
// B-tree: Khuong and Morin, Array Layouts for Comparison-Based Searching, 2017.)
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace foliot::access {

/// Key: ordered by `before_or_same(a, b)`, found by argument-dependent look-up.
template <class Key>
class OrderedIndex {
 public:
  static constexpr std::size_t kBlock = 16;

  /// keys: ascending, at least one. greatest: a key that none is above.
  OrderedIndex(std::span<const Key> keys, const Key& greatest) {
    std::vector<Key> level(keys.begin(), keys.end());
    while (true) {
      sizes_.push_back(level.size());
      std::vector<Key> above;
      for (std::size_t i = 0; i < level.size(); i += kBlock) above.push_back(level[i]);
      level.resize(above.size() * kBlock, greatest);
      levels_.push_back(std::move(level));
      if (above.size() == 1) break;
      level = std::move(above);
    }
    std::ranges::reverse(levels_);
    std::ranges::reverse(sizes_);
  }

  /// The position of the last key that is not greater than `key`; the first key must not be.
  [[nodiscard]] std::size_t last_not_after(const Key& key) const {
    std::size_t at = 0;
    for (std::size_t level = 0; level < levels_.size(); ++level) {
      const Key* block = levels_[level].data() + at * kBlock;
      std::size_t count = 0;
      for (std::size_t i = 0; i < kBlock; ++i) count += before_or_same(block[i], key) ? 1U : 0U;
      at = std::min(at * kBlock + count, sizes_[level]) - 1;  // the padding is no key
    }
    return at;
  }

 private:
  std::vector<std::vector<Key>> levels_;  ///< the top first, each padded to whole blocks
  std::vector<std::size_t> sizes_;        ///< without the padding
};

}  // namespace foliot::access

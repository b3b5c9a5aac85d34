// A map of the kernel that a process fills, with a copy of what is in it: only what differs is written.
#pragma once

#include <bpf/bpf.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <expected>
#include <map>
#include <utility>
#include <vector>

#include "platform/sys_error.hpp"

namespace foliot::platform {

/// Key, Value: trivially copyable, as the map has them. Order: whether a key comes before another; it goes after it.
template <class Key, class Value, class Order>
class XdpMap {
 public:
  using Contents = std::map<Key, Value, Order>;

  XdpMap() = default;
  explicit XdpMap(int fd) : fd_(fd) {}

  [[nodiscard]] std::expected<void, SysError> become(const Contents& wanted) {
    for (auto entry = contents_.rbegin(); entry != contents_.rend();) {
      const Key key = entry->first;
      ++entry;
      if (wanted.contains(key)) continue;
      if (bpf_map_delete_elem(fd_, &key) < 0) return fail("bpf BPF_MAP_DELETE_ELEM");
      entry = std::make_reverse_iterator(contents_.erase(contents_.find(key)));
    }
    for (const auto& [key, value] : wanted) {
      const auto known = contents_.find(key);
      if (known != contents_.end() && same(known->second, value)) continue;
      if (bpf_map_update_elem(fd_, &key, &value, BPF_ANY) < 0) return fail("bpf BPF_MAP_UPDATE_ELEM");
      contents_.insert_or_assign(key, value);
    }
    return {};
  }

 private:
  static bool same(const Value& a, const Value& b) {
    using Bits = std::uint32_t;
    static_assert(sizeof(Value) == sizeof(Bits));
    return std::bit_cast<Bits>(a) == std::bit_cast<Bits>(b);
  }

  int fd_ = -1;
  Contents contents_;
};

}  // namespace foliot::platform

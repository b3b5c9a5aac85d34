// Ordered lists: answers with several things of a kind, as variables `name.0=..., name.1=...` (ifstats, reslist,
// mrulist).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tools/ntpq/variables.hpp"

namespace foliot::ntpq {

struct OrderedItem {
  std::uint32_t index = 0;
  VariablePairs variables;  ///< without `.index`
};

/// The items, by index; what has no index is left out. A server may send any number of names, in any order: no more
/// items come out than pairs went in.
[[nodiscard]] std::vector<OrderedItem> ordered_items(const VariablePairs& variables);

/// What `ifstats` and `reslist` print: two lines of titles, a rule, and two or three lines for each item.
[[nodiscard]] std::string ifstats_text(const std::vector<OrderedItem>& items);
[[nodiscard]] std::string reslist_text(const std::vector<OrderedItem>& items);
/// `10.0.0.0/8`, or `10.0.0.0 mask 255.0.255.0` when the mask is no prefix.
[[nodiscard]] std::string prefix_text(std::string_view address, std::string_view mask);

}  // namespace foliot::ntpq

// FindingList: what the parser has found wrong so far, bounded.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "config/config.hpp"

namespace foliot::config {

class FindingList {
 public:
  /// Keeps `finding` while there is room; the last place of a full list says that there were more.
  void add(Finding finding);
  /// Whether this was said before, of any line.
  [[nodiscard]] bool contains(FindingCode code, std::string_view word) const;
  /// Hands the list over; what is left is empty.
  [[nodiscard]] std::vector<Finding> take() { return std::move(findings_); }

 private:
  std::vector<Finding> findings_;
};

}  // namespace foliot::config

// NumberedValues: the values of one entry of a list, `tag.N=value`, which are told together or not at all.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "control/variable_list.hpp"

namespace foliot::control {

class NumberedValues {
 public:
  explicit NumberedValues(std::size_t number) : suffix_('.' + std::to_string(number)) {}

  void add(std::string_view tag, std::string value) {
    values_.emplace_back(std::string(tag) + suffix_, std::move(value));
    size_ += values_.back().first.size() + 1 + values_.back().second.size() + kSeparator;
  }
  /// Puts them into `list` if that stays within `limit` octets.
  [[nodiscard]] bool add_to(VariableList& list, std::size_t limit) const {
    if (list.size_with(size_) > limit) return false;
    for (const auto& [name, value] : values_) list.add(name, value);
    return true;
  }

 private:
  static constexpr std::size_t kSeparator = 3;

  std::string suffix_;
  std::vector<std::pair<std::string, std::string>> values_;
  std::size_t size_ = 0;
};

}  // namespace foliot::control

// Values of the keyword tables as text that reads back to the same value.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "config/numbers.hpp"
#include "config/setting_lines.hpp"
#include "config/value_words.hpp"

namespace foliot::config {

[[nodiscard]] inline std::string quoted(std::string_view text) {
  return '"' + std::string(text) + '"';
}

template <class T>
[[nodiscard]] std::string scalar_text(const T& value) {
  if constexpr (std::is_same_v<T, std::string>) {
    return plain(value);
  } else if constexpr (std::is_same_v<T, double>) {
    return number_text(value);
  } else if constexpr (std::is_same_v<T, bool>) {
    return value ? "1" : "0";
  } else {
    return std::to_string(value);
  }
}

/// What stands after the word of `entry`; nothing where the word is not to be written.
template <class Owner>
[[nodiscard]] std::optional<std::string> member_text(const ValueWord<Owner>& entry, const Owner& owner, Group group) {
  return std::visit(
      [&](auto member) -> std::optional<std::string> {
        const auto& value = owner.*member;
        using Value = std::remove_cvref_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, bool>) {
          const bool is_flag = find_keyword(group, entry.word)->shape == Shape::nothing;
          if (is_flag) return value ? std::optional<std::string>(std::string()) : std::nullopt;
          return scalar_text(value);
        } else if constexpr (requires { value.has_value(); }) {
          return value ? std::optional(scalar_text(*value)) : std::nullopt;
        } else {
          return scalar_text(value);
        }
      },
      entry.member);
}

}  // namespace foliot::config

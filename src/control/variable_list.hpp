// Lists of variables: `name=value, name=value` as answers carry them, `name, name` as questions do.
//
// RFC 9327 section 4 (READVAR). Long answers are broken into lines, as text for people: a line feed takes the
// place of the blank after a comma when the next pair would not fit into 72 columns.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace foliot::control {

class VariableList {
 public:
  /// Adds `name=value`. The value is clean already (value_text.hpp).
  void add(std::string_view name, std::string_view value);
  /// How many octets `finish` will return when `length` more are added with `add`; at most.
  [[nodiscard]] std::size_t size_with(std::size_t length) const {
    return text_.size() + kLineBreak + length + kLineEnd;
  }
  /// Whether nothing was added.
  [[nodiscard]] bool empty() const { return text_.empty(); }
  /// The list with its final line end; empty when nothing was added.
  [[nodiscard]] std::string finish() const;

 private:
  static constexpr std::size_t kLineBreak = 3;
  static constexpr std::size_t kLineEnd = 2;

  std::string text_;
  std::size_t column_ = 0;
};

/// The names of a question: separated by commas, blanks around them and a `=value` behind them ignored.
/// Views point into `text`.
[[nodiscard]] std::vector<std::string_view> parse_names(std::string_view text);

/// `name=value`, or `name` alone.
struct Assignment {
  std::string_view name;
  std::optional<std::string_view> value;
};

/// The same with what stands behind each `=`, blanks around it removed.
[[nodiscard]] std::vector<Assignment> parse_assignments(std::string_view text);

/// The text of a variable's value; nothing when it has none now (not known, does not apply).
using Value = std::optional<std::string>;

/// One variable that View has: its name, whether it is told unasked, and how its value is made.
template <class View>
struct Variable {
  std::string_view name;
  bool by_default;
  Value (*value)(const View&);
};

/// The names of a table, with commas between them.
template <class View>
[[nodiscard]] std::string joined_names(std::span<const Variable<View>> table) {
  std::string names;
  for (const auto& variable : table) {
    if (!names.empty()) names += ',';
    names += variable.name;
  }
  return names;
}

/// `names` in quotes, whatever its length: its commas belong to the value.
[[nodiscard]] std::string quoted_list(std::string_view names);

template <class View>
[[nodiscard]] std::string names_text(std::span<const Variable<View>> table) {
  return quoted_list(joined_names(table));
}

/// The answer to a question for `names` of `table`, in the order of the table, each once; no names ask for the
/// default ones. False, and nothing written, when one of the names is unknown.
template <class View>
[[nodiscard]] bool write_variables(VariableList& list, const View& view, std::span<const Variable<View>> table,
                                   std::span<const std::string_view> names) {
  for (const std::string_view name : names) {
    bool known = false;
    for (const auto& variable : table) known = known || variable.name == name;
    if (!known) return false;
  }
  for (const auto& variable : table) {
    bool wanted = names.empty() && variable.by_default;
    for (const std::string_view name : names) wanted = wanted || variable.name == name;
    if (!wanted) continue;
    if (const Value value = variable.value(view)) list.add(variable.name, *value);
  }
  return true;
}

}  // namespace foliot::control

#include "control/variable_list.hpp"

namespace foliot::control {
namespace {

constexpr std::size_t kLineWidth = 72;
constexpr std::string_view kBlanks = " \t\r\n\v\f";

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace

void VariableList::add(std::string_view name, std::string_view value) {
  const std::size_t length = name.size() + 1 + value.size();
  if (!text_.empty()) {
    const bool fits = column_ + 1 + length + 1 < kLineWidth;
    text_ += fits ? ", " : ",\r\n";
    column_ = fits ? column_ + 2 : 0;
  }
  text_.append(name).append("=").append(value);
  column_ += length;
}

std::string VariableList::finish() const {
  return text_.empty() ? text_ : text_ + "\r\n";
}

std::string quoted_list(std::string_view names) {
  return '"' + std::string(names) + '"';
}

std::vector<Assignment> parse_assignments(std::string_view text) {
  std::vector<Assignment> assignments;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view item = text.substr(0, comma);
    const std::size_t equals = item.find('=');
    const std::string_view name = trim(item.substr(0, equals));
    std::optional<std::string_view> value;
    if (equals != std::string_view::npos) value = trim(item.substr(equals + 1));
    if (!name.empty() || value) assignments.push_back({name, value});
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
  }
  return assignments;
}

std::vector<std::string_view> parse_names(std::string_view text) {
  std::vector<std::string_view> names;
  for (const Assignment& assignment : parse_assignments(text)) names.push_back(assignment.name);
  return names;
}

}  // namespace foliot::control

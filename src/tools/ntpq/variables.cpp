#include "tools/ntpq/variables.hpp"

#include <algorithm>

#include "tools/ntpq/text.hpp"

namespace foliot::ntpq {
namespace {

constexpr std::string_view kLineEnds = "\r\n";
constexpr std::string_view kSeparators = ", \t\r\n\v\f";

/// Takes the value off the front of `rest`; nothing when it is broken.
std::optional<std::string_view> take_value(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
  std::size_t end = 0;
  if (rest.starts_with('"')) {
    const std::size_t close = rest.find('"', 1);
    if (close == std::string_view::npos) return std::nullopt;
    end = close + 1;
  } else {
    end = std::min(rest.find_first_of(",\r\n"), rest.size());
  }
  const std::string_view value = trimmed(rest.substr(0, end));
  rest.remove_prefix(end);
  const bool ends_here = rest.empty() || rest.front() == ',' || kLineEnds.contains(rest.front());
  return ends_here ? std::optional(value) : std::nullopt;
}

}  // namespace

VariablePairs parse_variables(std::string_view data) {
  VariablePairs pairs;
  for (;;) {
    data.remove_prefix(std::min(data.find_first_not_of(kSeparators), data.size()));
    if (data.empty()) return pairs;
    const std::size_t end = std::min(data.find_first_of(",=\r\n"), data.size());
    VariablePair pair{.name = std::string(trimmed(data.substr(0, end))), .value = std::nullopt};
    data.remove_prefix(end);
    if (data.starts_with('=')) {
      data.remove_prefix(1);
      const auto value = take_value(data);
      if (!value) return pairs;
      pair.value = std::string(*value);
    }
    pairs.push_back(std::move(pair));
  }
}

std::optional<std::string_view> find_value(const VariablePairs& pairs, std::string_view name) {
  for (const auto& pair : pairs) {
    if (pair.name != name) continue;
    if (!pair.value) return std::nullopt;
    return *pair.value;
  }
  return std::nullopt;
}

std::string_view unquoted(std::string_view value) {
  if (value.size() < 2 || value.front() != '"' || value.back() != '"') return value;
  return value.substr(1, value.size() - 2);
}

}  // namespace foliot::ntpq

// Variables as a server sends them: `name=value, name="a, b"`, with line ends where it liked (RFC 9327 section 4).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace foliot::ntpq {

struct VariablePair {
  std::string name;
  std::optional<std::string> value;  ///< nothing: a name without `=`. Quotes of a string are kept.
};

using VariablePairs = std::vector<VariablePair>;

/// Reads what can be read and stops at what cannot (a quote that does not close). Any bytes are taken; nothing is
/// escaped yet.
[[nodiscard]] VariablePairs parse_variables(std::string_view data);

/// The value of the first pair `name`; nothing when it is missing or has none.
[[nodiscard]] std::optional<std::string_view> find_value(const VariablePairs& pairs, std::string_view name);

/// Without the quotes around it, if it has both.
[[nodiscard]] std::string_view unquoted(std::string_view value);

}  // namespace foliot::ntpq

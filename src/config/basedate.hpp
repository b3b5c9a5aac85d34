// The date of `tos basedate`: the start of the 2^32 seconds in which the time is taken to be.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace foliot::config {

/// `YYYY-MM-DD` from 1900-01-01 on, or days since then, as those days. Nothing for what is no date.
[[nodiscard]] std::optional<int> parse_basedate(std::string_view text);

}  // namespace foliot::config

// A leap second list as an administrator names it: parsed, and its hash checked.
#pragma once

#include <cstdint>
#include <expected>
#include <string_view>

#include "time/leap_table.hpp"

namespace foliot::engine {

enum class LeapListProblem : std::uint8_t {
  unreadable,  ///< see `error`
  no_hash,     ///< the list has none although it shall be checked
  wrong_hash,  ///< damaged, or changed by hand
};

struct LeapListError {
  LeapListProblem problem = LeapListProblem::unreadable;
  LeapFileError error;
};

/// The table in `text`. check_hash: only when its hash is right.
[[nodiscard]] std::expected<LeapTable, LeapListError> read_leap_list(std::string_view text, bool check_hash);

}  // namespace foliot::engine

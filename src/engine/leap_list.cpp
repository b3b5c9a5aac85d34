#include "engine/leap_list.hpp"

#include <span>
#include <utility>
#include <vector>

#include "auth/digest.hpp"

namespace foliot::engine {

std::expected<LeapTable, LeapListError> read_leap_list(std::string_view text, bool check_hash) {
  auto read = parse_leap_file(text);
  if (!read) return std::unexpected(LeapListError{LeapListProblem::unreadable, read.error()});
  if (!check_hash) return std::move(read->table);
  if (!read->hash) return std::unexpected(LeapListError{LeapListProblem::no_hash, {}});
  const std::vector<std::uint8_t> hashed(read->hashed.begin(), read->hashed.end());
  if (auth::sha1(hashed) != *read->hash) return std::unexpected(LeapListError{LeapListProblem::wrong_hash, {}});
  return std::move(read->table);
}

}  // namespace foliot::engine

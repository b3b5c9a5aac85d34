// Reader: the variables of a daemon, for tools that only want to know a few.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "tools/ntpq/query.hpp"
#include "tools/ntpq/variables.hpp"

namespace foliot::monitor {

struct Variables {
  std::uint16_t status = 0;  ///< the status word that came with them
  ntpq::VariablePairs pairs;

  /// Without quotes; nothing when there is no such variable, or it has no value.
  [[nodiscard]] std::optional<std::string_view> text(std::string_view name) const;
  /// Whole numbers, decimal or 0x; nothing when the value is something else.
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name) const;
  [[nodiscard]] std::optional<double> decimal(std::string_view name) const;
};

/// Of the system (association 0) or an association; names: empty for the usual ones.
[[nodiscard]] std::expected<Variables, ntpq::Failure> read_variables(ntpq::Client& client, std::uint16_t association_id,
                                                                     std::string_view names = {});

}  // namespace foliot::monitor

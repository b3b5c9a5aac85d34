// Asks a running daemon, by mode 6, for one point of every series.
#pragma once

#include <expected>

#include "tools/ntpplot/history.hpp"
#include "tools/ntpq/query.hpp"

namespace foliot::ntpplot {

/// Adds what the daemon says now to `history`, at `at_s` (UTC, since 1970). What it does not say has no point.
[[nodiscard]] std::expected<void, ntpq::Failure> sample(ntpq::Client& client, double at_s, History& history);

}  // namespace foliot::ntpplot

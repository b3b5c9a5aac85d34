// Expectation: what a world file says must come out, against what did.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sim/quantity.hpp"
#include "sim/report.hpp"

namespace foliot::sim {

/// A figure of the report that may be expected; the word for it, its unit, and how to find it.
struct Metric {
  std::string_view word;
  Unit unit = Unit::number;
  /// Nothing: there is no such figure for this run (it never settled), which meets no expectation.
  std::optional<double> (*value)(const Report& report) = nullptr;
};

[[nodiscard]] std::span<const Metric> metrics();
[[nodiscard]] const Metric* find_metric(std::string_view word);

enum class Relation : std::uint8_t { less, at_most, equal, at_least, more };

/// `<`, `<=`, `=`, `>=`, `>`.
[[nodiscard]] std::optional<Relation> parse_relation(std::string_view word);

struct Expectation {
  const Metric* metric = nullptr;
  Relation relation = Relation::less;
  double value = 0;
  std::string text;  ///< as written
  int line = 0;      ///< in its file
};

[[nodiscard]] bool holds(const Expectation& expectation, const Report& report);

}  // namespace foliot::sim

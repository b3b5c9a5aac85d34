// Reports as people and as programs read them.
#pragma once

#include <string>

#include "sim/quantity.hpp"
#include "sim/report.hpp"

namespace foliot::sim {

/// `12.3 us`, `4.5 ms`, `-`; three digits.
[[nodiscard]] std::string time_text(double seconds);
/// A value of that unit, three digits.
[[nodiscard]] std::string quantity_text(double value, Unit unit);

/// A table of some twenty lines.
[[nodiscard]] std::string to_text(const Report& report);
/// One JSON object; the name of each number ends in its unit.
[[nodiscard]] std::string to_json(const Report& report);

}  // namespace foliot::sim

// Quantities as people write them: `10ms`, `4h`, `1.5ppm`, `30%`, `10/s`.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace foliot::sim {

enum class Unit : std::uint8_t {
  seconds,    ///< ns us ms s min h d; bare: s
  frequency,  ///< ppb ppm; bare: s/s
  share,      ///< %; bare: 0 to 1
  per_time,   ///< /s /min /h; bare: /s
  number,     ///< bare
};

/// The value of `word` in s, s/s, 1, 1/s or 1; nothing when it is not a finite number with a unit of that kind.
[[nodiscard]] std::optional<double> parse_quantity(std::string_view word, Unit unit);

/// What such a word may look like, for messages.
[[nodiscard]] std::string_view examples_of(Unit unit);

}  // namespace foliot::sim

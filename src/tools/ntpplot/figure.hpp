// Figure: lines over time in one coordinate system, and the SVG of it.
//
// However many points a line has, each column of the picture shows the least and the greatest of its time, so that no
// spike is lost and the file stays small.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/ntpplot/history.hpp"

namespace foliot::ntpplot {

enum class Quantity : std::uint8_t {
  time,       ///< seconds; shown in s, ms, us or ns, as fits
  frequency,  ///< ppm
};

struct Line {
  std::string name;
  const Series* series = nullptr;
};

struct Figure {
  std::string title;
  Quantity quantity = Quantity::time;
  std::vector<Line> lines;
};

/// A whole SVG 1.1 element, without an XML declaration. Times are UTC.
[[nodiscard]] std::string to_svg(const Figure& figure);

/// For text of SVG and HTML: no mark-up, no control characters.
[[nodiscard]] std::string escape_markup(std::string_view text);

/// A value with a unit that suits it: `12.3 us`, `-0.5 ppm`.
[[nodiscard]] std::string value_text(Quantity quantity, double value);

}  // namespace foliot::ntpplot

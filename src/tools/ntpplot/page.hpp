// The page: a figure and a table of numbers for each thing that the history tells of, in one file without links.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/ntpplot/figure.hpp"
#include "tools/ntpplot/history.hpp"

namespace foliot::ntpplot {

/// Only those that have points; they refer to `history`.
[[nodiscard]] std::vector<Figure> make_figures(const History& history);

[[nodiscard]] std::string to_html(std::string_view title, const std::vector<Figure>& figures);

/// All figures below each other in one SVG document.
[[nodiscard]] std::string to_svg_document(const std::vector<Figure>& figures);

/// What the tables of the page say, as one JSON object.
[[nodiscard]] std::string to_json(const std::vector<Figure>& figures);

}  // namespace foliot::ntpplot

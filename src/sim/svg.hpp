// A figure of a run: how large the error was, and the bound that the client claimed, over time.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "sim/recorder.hpp"

namespace foliot::sim {

/// A whole SVG 1.1 document. The error axis is logarithmic; each column of the figure shows the largest error and the
/// least bound of its time, so that an error beyond its bound is always seen.
[[nodiscard]] std::string to_svg(std::span<const Glance> glances, std::string_view title);

}  // namespace foliot::sim

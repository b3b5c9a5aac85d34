#include "sim/quantity.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace foliot::sim {
namespace {

struct Suffix {
  Unit unit;
  std::string_view text;
  double factor;
};

constexpr std::array kSuffixes{
    Suffix{Unit::seconds, "", 1},
    Suffix{Unit::seconds, "ns", 1e-9},
    Suffix{Unit::seconds, "us", 1e-6},
    Suffix{Unit::seconds, "ms", 1e-3},
    Suffix{Unit::seconds, "s", 1},
    Suffix{Unit::seconds, "min", 60},
    Suffix{Unit::seconds, "h", 3600},
    Suffix{Unit::seconds, "d", 86'400},
    Suffix{Unit::frequency, "", 1},
    Suffix{Unit::frequency, "ppb", 1e-9},
    Suffix{Unit::frequency, "ppm", 1e-6},
    Suffix{Unit::share, "", 1},
    Suffix{Unit::share, "%", 0.01},
    Suffix{Unit::per_time, "", 1},
    Suffix{Unit::per_time, "/s", 1},
    Suffix{Unit::per_time, "/min", 1.0 / 60},
    Suffix{Unit::per_time, "/h", 1.0 / 3600},
    Suffix{Unit::number, "", 1},
};

}  // namespace

std::optional<double> parse_quantity(std::string_view word, Unit unit) {
  if (word.starts_with('+')) word.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc{} || !std::isfinite(value)) return std::nullopt;
  const std::string_view text(end, static_cast<std::size_t>(word.data() + word.size() - end));
  const auto suffix =
      std::ranges::find_if(kSuffixes, [&](const Suffix& one) { return one.unit == unit && one.text == text; });
  if (suffix == kSuffixes.end()) return std::nullopt;
  return value * suffix->factor;
}

std::string_view examples_of(Unit unit) {
  switch (unit) {
    case Unit::seconds:
      return "a time such as 250us, 10ms, 30s, 4h or 2d";
    case Unit::frequency:
      return "a frequency such as 12ppm or 5ppb";
    case Unit::share:
      return "a share such as 30% or 0.3";
    case Unit::per_time:
      return "a rate such as 10/s or 2/min";
    case Unit::number:
      return "a number";
  }
  return "";
}

}  // namespace foliot::sim

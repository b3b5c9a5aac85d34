#include "tools/ntpplot/figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <tuple>

#include "time/civil_date.hpp"

namespace foliot::ntpplot {
namespace {

constexpr double kWidth = 960;
constexpr double kHeight = 320;
constexpr double kLeft = 84;
constexpr double kRight = 16;
constexpr double kTop = 56;
constexpr double kBottom = 34;
constexpr std::size_t kColumns = 430;
constexpr std::array<std::string_view, 10> kColors{"#1f5fa8", "#b3261e", "#2e7d32", "#9a6700", "#6a1b9a",
                                                   "#00838f", "#ad1457", "#5d4037", "#455a64", "#7cb342"};

struct Unit {
  std::string_view name;
  double size = 1;
};

Unit unit_for(Quantity quantity, double largest) {
  if (quantity == Quantity::frequency) return {"ppm", 1};
  if (largest >= 1) return {"s", 1};
  if (largest >= 1e-3) return {"ms", 1e-3};
  if (largest >= 1e-6) return {"us", 1e-6};
  return {"ns", 1e-9};
}

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  void include(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  [[nodiscard]] bool empty() const { return low > high; }
};

struct Axes {
  Range time;
  Range value;
  Unit unit;
  double mark = 1;  ///< distance of the marks of values

  [[nodiscard]] double x(double at_s) const {
    return kLeft + (kWidth - kLeft - kRight) * (at_s - time.low) / (time.high - time.low);
  }
  [[nodiscard]] double y(double v) const {
    return kHeight - kBottom - (kHeight - kTop - kBottom) * (v - value.low) / (value.high - value.low);
  }
};

/// 1, 2 or 5 times a power of ten: about `count` of them fit into `span`.
double nice_step(double span, double count) {
  const double raw = span / count;
  const double power = std::pow(10.0, std::floor(std::log10(raw)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (raw <= factor * power) return factor * power;
  }
  return 10 * power;
}

Axes make_axes(const Figure& figure) {
  Axes axes;
  for (const Line& line : figure.lines) {
    for (const Point& point : *line.series) {
      axes.time.include(point.at_s);
      axes.value.include(point.value);
    }
  }
  if (axes.time.empty()) axes.time = {0, 1};
  if (axes.value.empty()) axes.value = {0, 1};
  if (axes.time.high - axes.time.low < 1) axes.time.high = axes.time.low + 1;
  const double least = std::max({1e-12, std::abs(axes.value.low) * 1e-9, std::abs(axes.value.high) * 1e-9});
  if (axes.value.high - axes.value.low < least) {
    axes.value = {axes.value.low - least, axes.value.high + least};
  }
  axes.unit = unit_for(figure.quantity, std::max(std::abs(axes.value.low), std::abs(axes.value.high)));
  axes.mark = nice_step(axes.value.high - axes.value.low, 6);
  axes.value.low = std::floor(axes.value.low / axes.mark) * axes.mark;
  axes.value.high = std::ceil(axes.value.high / axes.mark) * axes.mark;
  return axes;
}

double time_step_s(double span_s) {
  constexpr std::array<double, 16> kSteps_s{1,   2,    5,    10,    30,    60,    120,   300,
                                            600, 1800, 3600, 10800, 21600, 43200, 86400, 604800};
  constexpr double kMostMarks = 10;
  const auto* found = std::ranges::find_if(kSteps_s, [&](double step_s) { return span_s <= step_s * kMostMarks; });
  return found != kSteps_s.end() ? *found : std::ceil(span_s / kMostMarks / 86'400) * 86'400;
}

std::string time_text(double at_s, double step_s) {
  const auto whole_s = static_cast<std::int64_t>(std::llround(at_s));
  const std::int64_t day = whole_s >= 0 ? whole_s / 86'400 : (whole_s - 86'399) / 86'400;
  const std::int64_t second = whole_s - day * 86'400;
  if (step_s >= 86'400 || second == 0) {
    const CivilDate date = civil_date(day);
    return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
  }
  if (step_s >= 60) return fmt::format("{:02}:{:02}", second / 3600, second / 60 % 60);
  return fmt::format("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
}

std::string value_marks(const Axes& axes) {
  std::string text;
  const auto first = static_cast<std::int64_t>(std::llround(axes.value.low / axes.mark));
  const auto last = static_cast<std::int64_t>(std::llround(axes.value.high / axes.mark));
  for (std::int64_t i = first; i <= last && i - first < 20; ++i) {
    const double value = static_cast<double>(i) * axes.mark;
    text += fmt::format(
        "<line x1='{:.1f}' x2='{:.1f}' y1='{:.1f}' y2='{:.1f}' class='{}'/>"
        "<text x='{:.1f}' y='{:.1f}' text-anchor='end'>{:.6g}</text>\n",
        kLeft, kWidth - kRight, axes.y(value), axes.y(value), i == 0 ? "z" : "g", kLeft - 6, axes.y(value) + 4,
        value / axes.unit.size);
  }
  return text;
}

std::string time_marks(const Axes& axes) {
  const double step_s = time_step_s(axes.time.high - axes.time.low);
  std::string text;
  double at_s = std::ceil(axes.time.low / step_s) * step_s;
  for (int count = 0; at_s <= axes.time.high && count < 20; at_s += step_s, ++count) {
    text += fmt::format(
        "<line x1='{0:.1f}' x2='{0:.1f}' y1='{1:.1f}' y2='{2:.1f}' class='g'/>"
        "<text x='{0:.1f}' y='{3:.1f}' text-anchor='middle'>{4}</text>\n",
        axes.x(at_s), kTop, kHeight - kBottom, kHeight - kBottom + 16, time_text(at_s, step_s));
  }
  return text;
}

/// The points of a line; where there are many, the least and the greatest of each column.
Series reduced(const Series& series, const Axes& axes) {
  if (series.size() <= 2 * kColumns) return series;
  Series points;
  const double width_s = (axes.time.high - axes.time.low) / kColumns;
  for (auto it = series.begin(); it != series.end();) {
    const double column = std::floor((it->at_s - axes.time.low) / width_s);
    const auto end = std::find_if(it, series.end(), [&](const Point& point) {
      return std::floor((point.at_s - axes.time.low) / width_s) != column;
    });
    const auto [least, greatest] =
        std::minmax_element(it, end, [](const Point& a, const Point& b) { return a.value < b.value; });
    points.push_back(*std::min(least, greatest));
    if (least != greatest) points.push_back(*std::max(least, greatest));
    it = end;
  }
  return points;
}

std::string drawn(const Line& line, const Axes& axes, std::string_view color) {
  std::string points;
  for (const Point& point : reduced(*line.series, axes)) {
    points += fmt::format("{:.1f},{:.1f} ", axes.x(point.at_s), axes.y(point.value));
  }
  if (line.series->size() == 1) {
    const Point& only = line.series->front();
    return fmt::format("<circle cx='{:.1f}' cy='{:.1f}' r='2.5' fill='{}'/>\n", axes.x(only.at_s), axes.y(only.value),
                       color);
  }
  return fmt::format("<polyline points='{}' fill='none' stroke='{}' stroke-width='1.2'><title>{}</title></polyline>\n",
                     points, color, escape_markup(line.name));
}

std::string legend(const Figure& figure) {
  constexpr double kStep = 8;
  double x = kLeft;
  std::string text;
  for (std::size_t i = 0; i < figure.lines.size() && x < kWidth - 120; ++i) {
    const std::string& name = figure.lines[i].name;
    text += fmt::format(
        "<line x1='{:.0f}' x2='{:.0f}' y1='40' y2='40' stroke='{}' stroke-width='3'/><text x='{:.0f}' "
        "y='44'>{}</text>\n",
        x, x + 16, kColors[i % kColors.size()], x + 20, escape_markup(name));
    x += 36 + kStep * static_cast<double>(name.size());
  }
  return text;
}

}  // namespace

std::string escape_markup(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '&':
        escaped += "&amp;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c < ' ' || c > '~' ? '?' : c;
    }
  }
  return escaped;
}

std::string value_text(Quantity quantity, double value) {
  const Unit unit = unit_for(quantity, std::abs(value));
  return fmt::format("{:.4g} {}", value / unit.size, unit.name);
}

std::string to_svg(const Figure& figure) {
  const Axes axes = make_axes(figure);
  std::string svg = fmt::format(
      "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {0} {1}' width='{0}' height='{1}' role='img' "
      "font-family='sans-serif' font-size='12'>\n<style>.g{{stroke:#ddd}}.z{{stroke:#888}}</style>\n"
      "<rect width='{0}' height='{1}' fill='white'/>\n<text x='{2}' y='22' font-size='15'>{3}, {4}</text>\n",
      kWidth, kHeight, kLeft, escape_markup(figure.title), axes.unit.name);
  svg += value_marks(axes) + time_marks(axes);
  svg += fmt::format("<rect x='{}' y='{}' width='{}' height='{}' fill='none' stroke='#555'/>\n", kLeft, kTop,
                     kWidth - kLeft - kRight, kHeight - kTop - kBottom);
  for (std::size_t i = 0; i < figure.lines.size(); ++i) {
    svg += drawn(figure.lines[i], axes, kColors[i % kColors.size()]);
  }
  return svg + legend(figure) + "</svg>\n";
}

}  // namespace foliot::ntpplot

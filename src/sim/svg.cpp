#include "sim/svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <vector>

#include "sim/report_text.hpp"

namespace foliot::sim {
namespace {

constexpr double kWidth = 960;
constexpr double kHeight = 480;
constexpr double kLeft = 76;
constexpr double kRight = 20;
constexpr double kTop = 48;
constexpr double kBottom = 52;
constexpr std::size_t kColumns = 432;
constexpr double kLeast_s = 1e-9;
constexpr std::string_view kErrorColor = "#b3261e";
constexpr std::string_view kBoundColor = "#1f5fa8";

struct Column {
  double at_s = 0;
  double error_s = 0;             ///< largest
  std::optional<double> bound_s;  ///< least
};

struct Axes {
  double from_s = 0;
  double to_s = 1;
  int low = -9;  ///< decades
  int high = 0;

  [[nodiscard]] double x(double at_s) const {
    return kLeft + (kWidth - kLeft - kRight) * (at_s - from_s) / (to_s - from_s);
  }
  [[nodiscard]] double y(double size_s) const {
    const double decades = std::log10(std::max(size_s, kLeast_s)) - low;
    return kHeight - kBottom - (kHeight - kTop - kBottom) * std::clamp(decades / (high - low), 0.0, 1.0);
  }
};

std::vector<Column> make_columns(std::span<const Glance> glances) {
  std::vector<Column> columns;
  const std::size_t size = std::max<std::size_t>((glances.size() + kColumns - 1) / kColumns, 1);
  for (std::size_t i = 0; i < glances.size(); ++i) {
    const Glance& glance = glances[i];
    if (i % size == 0) columns.push_back({.at_s = static_cast<double>(glance.at_s), .bound_s = {}});
    Column& column = columns.back();
    column.error_s = std::max(column.error_s, std::abs(static_cast<double>(glance.error_s)));
    if (glance.bound_s < 0) continue;
    const double bound_s = static_cast<double>(glance.bound_s);
    column.bound_s = std::min(column.bound_s.value_or(bound_s), bound_s);
  }
  return columns;
}

Axes make_axes(const std::vector<Column>& columns) {
  Axes axes;
  if (columns.empty()) return axes;
  double least_s = 1;
  double most_s = kLeast_s;
  for (const Column& column : columns) {
    if (column.error_s > 0) least_s = std::min(least_s, column.error_s);
    most_s = std::max({most_s, column.error_s, column.bound_s.value_or(0)});
  }
  axes.from_s = columns.front().at_s;
  axes.to_s = std::max(columns.back().at_s, axes.from_s + 1);
  axes.low = static_cast<int>(std::floor(std::log10(std::max(least_s, kLeast_s))));
  axes.high = std::max(static_cast<int>(std::ceil(std::log10(most_s))), axes.low + 1);
  return axes;
}

/// The time axis: its unit and the distance of its marks.
struct TimeScale {
  std::string_view unit;
  double unit_s;
  double mark_s;
};

TimeScale time_scale(double span_s) {
  constexpr std::array kScales{TimeScale{"s", 1, 10},
                               TimeScale{"s", 1, 60},
                               TimeScale{"min", 60, 300},
                               TimeScale{"min", 60, 600},
                               TimeScale{"h", 3600, 3600},
                               TimeScale{"h", 3600, 6 * 3600.0},
                               TimeScale{"h", 3600, 12 * 3600.0},
                               TimeScale{"d", 86'400, 86'400},
                               TimeScale{"d", 86'400, 7 * 86'400.0},
                               TimeScale{"d", 86'400, 30 * 86'400.0}};
  constexpr double kMostMarks = 12;
  const auto found = std::ranges::find_if(kScales, [&](const TimeScale& s) { return span_s <= s.mark_s * kMostMarks; });
  if (found != kScales.end()) return *found;
  return {"d", 86'400, 86'400 * std::ceil(span_s / 86'400 / kMostMarks)};
}

std::string escape(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '<') {
      escaped += "&lt;";
    } else if (c == '&') {
      escaped += "&amp;";
    } else {
      escaped += c < ' ' || c > '~' ? '?' : c;
    }
  }
  return escaped;
}

std::string decade_lines(const Axes& axes) {
  std::string text;
  for (int decade = axes.low; decade <= axes.high; ++decade) {
    const double size_s = std::pow(10.0, decade);
    const double y = axes.y(size_s);
    text += fmt::format(
        "<line x1='{:.1f}' x2='{:.1f}' y1='{:.1f}' y2='{:.1f}' class='g'/>"
        "<text x='{:.1f}' y='{:.1f}' text-anchor='end'>{}</text>\n",
        kLeft, kWidth - kRight, y, y, kLeft - 8, y + 4, time_text(size_s * (1 + 1e-9)));
  }
  return text;
}

std::string time_lines(const Axes& axes) {
  const TimeScale scale = time_scale(axes.to_s - axes.from_s);
  std::string text;
  const double first = std::ceil(axes.from_s / scale.mark_s);
  const int marks = static_cast<int>(std::floor(axes.to_s / scale.mark_s) - first) + 1;
  for (int mark = 0; mark < marks; ++mark) {
    const double at_s = (first + mark) * scale.mark_s;
    const double x = axes.x(at_s);
    text += fmt::format(
        "<line x1='{0:.1f}' x2='{0:.1f}' y1='{1:.1f}' y2='{2:.1f}' class='g'/>"
        "<text x='{0:.1f}' y='{3:.1f}' text-anchor='middle'>{4:g}</text>\n",
        x, kTop, kHeight - kBottom, kHeight - kBottom + 18, at_s / scale.unit_s);
  }
  return text + fmt::format("<text x='{:.1f}' y='{:.1f}' text-anchor='middle'>time, {}</text>\n",
                            (kLeft + kWidth - kRight) / 2, kHeight - 12, scale.unit);
}

std::string line(const std::string& points, std::string_view color) {
  return fmt::format("<polyline points='{}' fill='none' stroke='{}' stroke-width='1.4'/>\n", points, color);
}

std::string error_line(const Axes& axes, const std::vector<Column>& columns) {
  std::string points;
  for (const Column& column : columns) {
    points += fmt::format("{:.1f},{:.1f} ", axes.x(column.at_s), axes.y(column.error_s));
  }
  return line(points, kErrorColor);
}

/// Interrupted where there is no bound.
std::string bound_lines(const Axes& axes, const std::vector<Column>& columns) {
  std::string text;
  std::string points;
  for (const Column& column : columns) {
    if (column.bound_s) {
      points += fmt::format("{:.1f},{:.1f} ", axes.x(column.at_s), axes.y(*column.bound_s));
      continue;
    }
    if (!points.empty()) text += line(points, kBoundColor);
    points.clear();
  }
  return points.empty() ? text : text + line(points, kBoundColor);
}

std::string legend() {
  constexpr double kX = kWidth - kRight - 300;
  return fmt::format(
      "<line x1='{0}' x2='{1}' y1='32' y2='32' stroke='{4}' stroke-width='3'/><text x='{2}' "
      "y='36'>|error|</text><line x1='{3}' x2='{5}' y1='32' y2='32' stroke='{7}' stroke-width='3'/>"
      "<text x='{6}' y='36'>bound claimed by the client</text>\n",
      kX, kX + 20, kX + 26, kX + 90, kErrorColor, kX + 110, kX + 116, kBoundColor);
}

}  // namespace

std::string to_svg(std::span<const Glance> glances, std::string_view title) {
  const std::vector<Column> columns = make_columns(glances);
  const Axes axes = make_axes(columns);
  std::string svg = fmt::format(
      "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {0} {1}' width='{0}' height='{1}' role='img' "
      "font-family='sans-serif' font-size='12'>\n<style>.g{{stroke:#ddd;stroke-width:1}}</style>\n"
      "<rect width='{0}' height='{1}' fill='white'/>\n<text x='{2}' y='24' font-size='15'>{3}</text>\n",
      kWidth, kHeight, kLeft, escape(title));
  svg += decade_lines(axes) + time_lines(axes);
  svg += fmt::format("<rect x='{}' y='{}' width='{}' height='{}' fill='none' stroke='#555'/>\n", kLeft, kTop,
                     kWidth - kLeft - kRight, kHeight - kTop - kBottom);
  svg += bound_lines(axes, columns) + error_line(axes, columns);
  return svg + legend() + "</svg>\n";
}

}  // namespace foliot::sim

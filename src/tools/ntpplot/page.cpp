#include "tools/ntpplot/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

namespace foliot::ntpplot {
namespace {

constexpr double kFigureHeight = 320;
constexpr double kFigureWidth = 960;

struct Numbers {
  std::size_t count = 0;
  double least = 0;
  double percent_1 = 0;
  double median = 0;
  double percent_99 = 0;
  double greatest = 0;
  double mean = 0;
  double deviation = 0;
};

Numbers numbers_of(const Series& series) {
  std::vector<double> values;
  values.reserve(series.size());
  for (const Point& point : series) values.push_back(point.value);
  std::ranges::sort(values);
  const auto size = static_cast<double>(values.size());
  const auto quantile = [&](double part) { return values[static_cast<std::size_t>(std::lround(part * (size - 1)))]; };
  Numbers numbers{.count = values.size(),
                  .least = values.front(),
                  .percent_1 = quantile(0.01),
                  .median = quantile(0.5),
                  .percent_99 = quantile(0.99),
                  .greatest = values.back(),
                  .mean = std::accumulate(values.begin(), values.end(), 0.0) / size};
  double squares = 0;
  for (const double value : values) squares += (value - numbers.mean) * (value - numbers.mean);
  numbers.deviation = std::sqrt(squares / size);
  return numbers;
}

void add_figure(std::vector<Figure>& figures, std::string title, Quantity quantity, std::vector<Line> lines) {
  std::erase_if(lines, [](const Line& line) { return line.series->empty(); });
  if (!lines.empty()) figures.push_back({std::move(title), quantity, std::move(lines)});
}

template <class Member>
std::vector<Line> of_sources(const History& history, Member member) {
  std::vector<Line> lines;
  lines.reserve(history.sources.size());
  for (const auto& [name, source] : history.sources) lines.push_back({name, &(source.*member)});
  return lines;
}

std::string table_of(const Figure& figure) {
  std::string rows;
  for (const Line& line : figure.lines) {
    const Numbers numbers = numbers_of(*line.series);
    const auto cell = [&](double value) { return "<td>" + value_text(figure.quantity, value) + "</td>"; };
    rows += fmt::format("<tr><th>{}</th><td>{}</td>{}{}{}{}{}{}{}</tr>\n", escape_markup(line.name), numbers.count,
                        cell(numbers.least), cell(numbers.percent_1), cell(numbers.median), cell(numbers.percent_99),
                        cell(numbers.greatest), cell(numbers.mean), cell(numbers.deviation));
  }
  return "<table><tr><th></th><th>points</th><th>least</th><th>1 %</th><th>median</th><th>99 %</th><th>greatest</th>"
         "<th>mean</th><th>deviation</th></tr>\n" +
         rows + "</table>\n";
}

}  // namespace

std::vector<Figure> make_figures(const History& history) {
  std::vector<Figure> figures;
  add_figure(figures, "Offset of the clock", Quantity::time, {{"offset", &history.offset_s}});
  add_figure(figures, "Bound of the error", Quantity::time, {{"bound", &history.bound_s}});
  add_figure(figures, "Frequency", Quantity::frequency, {{"frequency", &history.frequency_ppm}});
  add_figure(figures, "Jitter", Quantity::time, {{"jitter", &history.jitter_s}});
  add_figure(figures, "Wander", Quantity::frequency, {{"wander", &history.wander_ppm}});
  add_figure(figures, "Offset of each source", Quantity::time, of_sources(history, &Source::offset_s));
  add_figure(figures, "Delay of each source", Quantity::time, of_sources(history, &Source::delay_s));
  add_figure(figures, "Jitter of each source", Quantity::time, of_sources(history, &Source::jitter_s));
  return figures;
}

std::string to_html(std::string_view title, const std::vector<Figure>& figures) {
  std::string page = fmt::format(
      "<!DOCTYPE html>\n<html lang='en'><head><meta charset='utf-8'><title>{0}</title>\n<style>\n"
      "body{{font-family:sans-serif;max-width:980px;margin:1em auto;padding:0 1em}}\n"
      "svg{{max-width:100%;height:auto}}\ntable{{border-collapse:collapse;font-size:small;margin-bottom:2em}}\n"
      "td,th{{border:1px solid #ccc;padding:2px 8px;text-align:right}}\n</style></head>\n<body>\n<h1>{0}</h1>\n",
      escape_markup(title));
  for (const Figure& figure : figures) page += to_svg(figure) + table_of(figure);
  return page + "</body></html>\n";
}

std::string to_svg_document(const std::vector<Figure>& figures) {
  std::string svg =
      fmt::format("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {0} {1}' width='{0}' height='{1}'>\n",
                  kFigureWidth, kFigureHeight * static_cast<double>(figures.size()));
  for (std::size_t i = 0; i < figures.size(); ++i) {
    svg += fmt::format("<g transform='translate(0 {})'>\n", kFigureHeight * static_cast<double>(i)) +
           to_svg(figures[i]) + "</g>\n";
  }
  return svg + "</svg>\n";
}

std::string to_json(const std::vector<Figure>& figures) {
  nlohmann::json object = nlohmann::json::object();
  for (const Figure& figure : figures) {
    for (const Line& line : figure.lines) {
      const Numbers numbers = numbers_of(*line.series);
      object[figure.title][line.name] = {{"unit", figure.quantity == Quantity::time ? "s" : "ppm"},
                                         {"points", numbers.count},
                                         {"least", numbers.least},
                                         {"percent_1", numbers.percent_1},
                                         {"median", numbers.median},
                                         {"percent_99", numbers.percent_99},
                                         {"greatest", numbers.greatest},
                                         {"mean", numbers.mean},
                                         {"deviation", numbers.deviation}};
    }
  }
  return object.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace) + '\n';
}

}  // namespace foliot::ntpplot

#include "tools/ntpplot/run.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "tools/ntpplot/page.hpp"
#include "tools/ntpplot/sampler.hpp"
#include "tools/ntpplot/statistics_file.hpp"
#include "tools/ntpq/text.hpp"

namespace foliot::ntpplot {
namespace {

constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;
constexpr double kPerNs = 1e-9;

cli::Ending failure(const std::string& text) {
  return {.exit_status = kFailed, .output = {}, .errors = "ntpplot: " + text + '\n'};
}

/// Adds what is strange to `warnings`. What went wrong; empty: nothing.
std::string read_files(const Options& options, const Edges& edges, History& history, std::string& warnings) {
  for (const std::string& path : options.files) {
    const auto text = edges.read_file(path);
    if (!text) return path + " cannot be read";
    const std::size_t strange = read_statistics(*text, history);
    if (strange > 0) {
      warnings += fmt::format("ntpplot: {}: {} lines are neither of loopstats nor of peerstats\n", path, strange);
    }
  }
  return {};
}

std::string ask_host(const Options& options, const Edges& edges, History& history) {
  if (!edges.client->open(options.host, ntpq::FamilyChoice::any)) return "cannot reach " + ntpq::escaped(options.host);
  for (int i = 0; i < options.samples; ++i) {
    if (i > 0) edges.sleep(options.interval_s);
    const auto done = sample(*edges.client, static_cast<double>(edges.now().nanoseconds()) * kPerNs, history);
    // One lost answer is a gap in the lines; a daemon that never answered is an error.
    if (!done && history.empty()) {
      return ntpq::escaped(options.host) + ": " + ntpq::failure_text(done.error(), 0, edges.client->reason());
    }
  }
  return {};
}

std::string drawn(const Options& options, const std::vector<Figure>& figures) {
  switch (options.form) {
    case Form::svg:
      return to_svg_document(figures);
    case Form::json:
      return to_json(figures);
    case Form::html:
      break;
  }
  const std::string what = options.host.empty() ? "NTP statistics" : "NTP daemon on " + options.host;
  return to_html(options.title.empty() ? what : options.title, figures);
}

}  // namespace

CommandLine parse_command_line(std::vector<std::string> arguments) {
  CommandLine line;
  Options& options = line.options;
  CLI::App app{"ntpplot - draw how a clock is doing, from statistics files or a running daemon", "ntpplot"};
  app.add_option("-o,--output", options.output, "Write to this file; standard output when none is given")
      ->type_name("FILE");
  app.add_option("--title", options.title, "The title of the page")->type_name("TEXT");
  auto* svg = app.add_flag_callback(
      "--svg", [&] { options.form = Form::svg; }, "Write one SVG document");
  app.add_flag_callback(
         "--json", [&] { options.form = Form::json; }, "Write the numbers of the tables as JSON")
      ->excludes(svg);
  auto* host = app.add_option("-H,--host", options.host, "Ask this daemon instead of reading files")->type_name("HOST");
  app.add_option("-n,--samples", options.samples, "How often to ask it; 60 times when not given")
      ->type_name("SAMPLES")
      ->check(CLI::Range(1, 100'000))
      ->needs(host);
  app.add_option("-i,--interval", options.interval_s, "Seconds between two questions; 10 when not given")
      ->type_name("SECONDS")
      ->check(CLI::Range(1, 86'400))
      ->needs(host);
  app.add_option("--port", options.port, "The UDP port of the daemon")->type_name("PORT")->check(CLI::Range(1, 65535));
  app.add_option("file", options.files, "Files of loopstats and peerstats");
  line.ending = cli::parse(app, std::move(arguments), kWrongUsage);
  if (!line.ending && options.files.empty() && options.host.empty()) {
    line.ending = cli::Ending{.exit_status = kWrongUsage, .errors = "ntpplot: name files of statistics, or a host\n"};
  }
  return line;
}

cli::Ending run(const Options& options, const Edges& edges) {
  History history;
  std::string warnings;
  std::string problem = read_files(options, edges, history, warnings);
  if (problem.empty() && !options.host.empty()) problem = ask_host(options, edges, history);
  if (!problem.empty()) return failure(problem);
  history.sort();
  const std::vector<Figure> figures = make_figures(history);
  if (figures.empty()) return failure("there is nothing to draw: no line of loopstats or peerstats was found");
  const std::string text = drawn(options, figures);
  if (options.output.empty()) return {.exit_status = 0, .output = text, .errors = warnings};
  if (!edges.write_file(options.output, text)) return failure(options.output + " cannot be written");
  return {.exit_status = 0, .output = {}, .errors = warnings};
}

}  // namespace foliot::ntpplot

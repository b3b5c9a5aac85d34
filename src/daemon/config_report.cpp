#include "daemon/config_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "config/print.hpp"
#include "config/setting_list.hpp"
#include "platform/files.hpp"

namespace foliot::daemon {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view kDefault = "default";
constexpr std::string_view kCommandLine = "command line";

const char* name_of(config::Severity severity) {
  return severity == config::Severity::error ? "error" : "warning";
}

std::string place_text(const config::Place& place) {
  return place.line == 0 ? place.file : fmt::format("{}:{}:{}", place.file, place.line, place.column);
}

/// `FILE:LINE:COLUMN: error: ...` from `FILE:LINE:COLUMN: ...`.
std::string finding_line(const config::Finding& finding) {
  std::string text = config::to_text(finding);
  const std::string place = place_text(finding.place) + ": ";
  text.insert(text.starts_with(place) ? place.size() : 0, fmt::format("{}: ", name_of(finding.severity)));
  return text + '\n';
}

std::string unreadable_text(const LoadedConfig& loaded, const Options& options) {
  return fmt::format("{}: error: cannot be read: {}\n", options.config_file, loaded.unreadable->text());
}

ordered_json to_json(const config::Finding& finding) {
  return {
      {"severity", name_of(finding.severity)}, {"file", finding.place.file},     {"line", finding.place.line},
      {"column", finding.place.column},        {"word", finding.word},           {"expected", finding.expected},
      {"suggestion", finding.suggestion},      {"line_lost", finding.line_lost}, {"text", config::to_text(finding)}};
}

std::string check_json(const LoadedConfig& loaded, const Options& options) {
  ordered_json findings = ordered_json::array();
  if (loaded.unreadable) {
    findings.push_back({{"severity", "error"},
                        {"file", options.config_file},
                        {"line", 0},
                        {"column", 0},
                        {"text", unreadable_text(loaded, options)}});
  }
  for (const config::Finding& finding : loaded.findings) findings.push_back(to_json(finding));
  const ordered_json all = {{"file", options.config_file}, {"status", check_status(loaded)}, {"findings", findings}};
  return all.dump(2, ' ', true, ordered_json::error_handler_t::replace) + '\n';
}

/// The switches that have no word in the file.
std::vector<std::string> bare_switches(const Options& options) {
  std::vector<std::string> switches;
  const auto add_if = [&](bool given, const char* text) {
    if (given) switches.emplace_back(text);
  };
  add_if(options.panic_gate, "-g: the first correction may exceed the panic threshold");
  add_if(options.force_step_once, "-G: the first offset is stepped");
  add_if(options.slew, "-x: offsets of up to 600 s are slewed");
  add_if(options.quit, "-q: the clock is set once");
  return switches;
}

struct Row {
  std::string text;  ///< as a line of ntp.conf
  config::Setting setting;
  config::Place place;  ///< no file: the default
};

config::Place place_of(const config::Setting& setting, const config::Origins& origins) {
  if (!setting.place.file.empty()) return setting.place;
  const std::string directive = setting.directive == "disable" ? "enable" : setting.directive;
  const auto find = [&](const std::string& key) {
    const auto origin = origins.find(key);
    return origin == origins.end() ? config::Place{} : origin->second;
  };
  const config::Place place = setting.word.empty() ? config::Place{} : find(directive + ' ' + setting.word);
  // A word of several on its line is known by itself; a directive with one value by its first word.
  return place.file.empty() && (setting.word.empty() || !setting.is_default) ? find(directive) : place;
}

std::vector<Row> rows_of(const LoadedConfig& loaded) {
  std::vector<Row> rows;
  for (config::Setting& setting : config::list_settings(loaded.config)) {
    std::string text = setting.directive;
    if (!setting.word.empty()) text += ' ' + setting.word;
    if (setting.value && !setting.value->empty()) text += ' ' + *setting.value;
    config::Place place = place_of(setting, loaded.origins);
    rows.push_back({std::move(text), std::move(setting), std::move(place)});
  }
  return rows;
}

std::string origin_text(const Row& row) {
  return row.place.file.empty() ? std::string(kDefault) : place_text(row.place);
}

std::string explain_json(const std::vector<Row>& rows, const Options& options) {
  ordered_json settings = ordered_json::array();
  for (const Row& row : rows) {
    ordered_json one = {{"directive", row.setting.directive}};
    if (!row.setting.word.empty()) one["word"] = row.setting.word;
    one["value"] = row.setting.value ? ordered_json(*row.setting.value) : ordered_json(nullptr);
    one["from"] = origin_text(row);
    settings.push_back(std::move(one));
  }
  ordered_json all = {{"file", options.config_file}, {"settings", settings}};
  all["switches"] = bare_switches(options);
  return all.dump(2, ' ', true, ordered_json::error_handler_t::replace) + '\n';
}

void put(const std::string& text, std::FILE* where) {
  static_cast<void>(std::fputs(text.c_str(), where));  // nobody is left to tell
}

int save(const LoadedConfig& loaded, const std::string& path) {
  const auto written = platform::write_file_atomically(path, config::print(loaded.config));
  if (written) return 0;
  put(fmt::format("ntpd: cannot write {}: {}\n", path, written.error().text()), stderr);
  return 1;
}

}  // namespace

int check_status(const LoadedConfig& loaded) {
  if (!loaded.is_sound()) return 2;
  return loaded.findings.empty() ? 0 : 1;
}

std::string check_text(const LoadedConfig& loaded, const Options& options) {
  if (options.json) return check_json(loaded, options);
  std::string text = loaded.unreadable ? unreadable_text(loaded, options) : "";
  for (const config::Finding& finding : loaded.findings) text += finding_line(finding);
  return text;
}

std::string explain_text(const LoadedConfig& loaded, const Options& options) {
  constexpr std::size_t kWidest = 60;
  const std::vector<Row> rows = rows_of(loaded);
  if (options.json) return explain_json(rows, options);
  std::size_t width = 0;
  for (const Row& row : rows) width = std::max(width, std::min(row.text.size() + 2, kWidest));
  std::string text;
  for (const Row& row : rows) {
    const std::string shown = (row.setting.value ? "" : "# ") + row.text;
    text += fmt::format("{:<{}}  # {}\n", shown, width, origin_text(row));
  }
  for (const std::string& given : bare_switches(options)) text += fmt::format("# {} # {}\n", given, kCommandLine);
  return text;
}

std::optional<int> run_config_command(const Options& options) {
  if (!options.check && !options.explain && !options.save_to) return std::nullopt;
  const LoadedConfig loaded = load_config(options);
  if (options.check) put(check_text(loaded, options), stdout);
  if (options.explain) put(explain_text(loaded, options), stdout);
  if (options.check) return check_status(loaded);
  put(loaded.unreadable ? unreadable_text(loaded, options) : "", stderr);
  if (loaded.unreadable) return 2;
  return options.save_to ? save(loaded, *options.save_to) : 0;
}

}  // namespace foliot::daemon

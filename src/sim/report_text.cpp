#include "sim/report_text.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

namespace foliot::sim {
namespace {

std::string_view status_word(selection::SelectionStatus status) {
  constexpr std::array<std::string_view, 8> kWords{"reject",    "falsetick", "excess",   "outlier",
                                                   "candidate", "backup",    "sys.peer", "pps.peer"};
  return kWords[static_cast<std::size_t>(status)];
}

std::string poll_text(const Report& report) {
  if (report.poll_min_log2_s == report.poll_max_log2_s) return fmt::format("{}", report.poll_min_log2_s);
  return fmt::format("{} to {}", report.poll_min_log2_s, report.poll_max_log2_s);
}

std::string sources_text(const Report& report) {
  std::string text = fmt::format("\n{:<16} {:<10} {:>4} {:>5} {:>10} {:>10} {:>10}\n", "source", "tally", "poll",
                                 "reach", "offset", "delay", "jitter");
  for (const SourceFigures& source : report.sources) {
    text += fmt::format("{:<16} {:<10} {:>4} {:>5o} {:>10} {:>10} {:>10}\n", source.host, status_word(source.status),
                        source.poll_log2_s, source.reach, time_text(source.offset_s), time_text(source.delay_s),
                        time_text(source.jitter_s));
  }
  return text;
}

nlohmann::ordered_json sources_json(const Report& report) {
  auto sources = nlohmann::ordered_json::array();
  for (const SourceFigures& source : report.sources) {
    sources.push_back({{"host", source.host},
                       {"tally", status_word(source.status)},
                       {"poll_log2_s", source.poll_log2_s},
                       {"reach", source.reach},
                       {"offset_s", source.offset_s},
                       {"delay_s", source.delay_s},
                       {"jitter_s", source.jitter_s}});
  }
  return sources;
}

}  // namespace

std::string time_text(double seconds) {
  struct Scale {
    std::string_view unit;
    double size;
  };
  constexpr std::array kScales{Scale{"s", 1}, Scale{"ms", 1e-3}, Scale{"us", 1e-6}, Scale{"ns", 1e-9}};
  if (!std::isfinite(seconds)) return "-";
  for (const Scale& scale : kScales) {
    if (std::abs(seconds) >= scale.size) return fmt::format("{:.3g} {}", seconds / scale.size, scale.unit);
  }
  return fmt::format("{:.2g} ns", seconds / 1e-9);
}

std::string quantity_text(double value, Unit unit) {
  if (unit == Unit::seconds) return time_text(value);
  if (unit == Unit::frequency)
    return fmt::format("{:.3g} {}", std::abs(value) < 1e-6 ? value * 1e9 : value * 1e6,
                       std::abs(value) < 1e-6 ? "ppb" : "ppm");
  if (unit == Unit::share) return fmt::format("{:.6g} %", value * 100);
  return fmt::format("{:.4g}", value);
}

std::string to_text(const Report& report) {
  std::string text = fmt::format("{} (seed {}, {:.0f} s, figures from {:.0f} s)\n", report.world, report.seed,
                                 report.duration_s, report.from_s);
  const auto row = [&](std::string_view name, const std::string& value) {
    text += fmt::format("  {:<28} {}\n", name, value);
  };
  row("error: RMS", time_text(report.rms_s));
  row("error: largest", time_text(report.max_s));
  row("error: mean", time_text(report.mean_s));
  row("error: p50 p95 p99",
      fmt::format("{}  {}  {}", time_text(report.p50_s), time_text(report.p95_s), time_text(report.p99_s)));
  row("frequency error: RMS", quantity_text(report.frequency_rms, Unit::frequency));
  row(fmt::format("settled within {}", time_text(report.settled_within_s)),
      report.settle_s ? fmt::format("after {:.0f} s", *report.settle_s) : "never");
  row("packets per hour", fmt::format("{:.1f}", report.packets_per_hour));
  row("synchronised", quantity_text(report.synchronized, Unit::share));
  row("bound: covers the error", quantity_text(report.coverage, Unit::share));
  row("bound: median", time_text(report.width_s));
  if (report.worst_excess_s > 0) row("bound: exceeded by up to", time_text(report.worst_excess_s));
  row("source changes, steps", fmt::format("{}, {}", report.source_changes, report.steps));
  row("largest frequency commanded", quantity_text(report.slew_max, Unit::frequency));
  row("poll at the end", poll_text(report));
  return text + sources_text(report);
}

std::string to_json(const Report& report) {
  nlohmann::ordered_json json{{"world", report.world},
                              {"seed", report.seed},
                              {"duration_s", report.duration_s},
                              {"from_s", report.from_s},
                              {"rms_s", report.rms_s},
                              {"max_s", report.max_s},
                              {"mean_s", report.mean_s},
                              {"p50_s", report.p50_s},
                              {"p95_s", report.p95_s},
                              {"p99_s", report.p99_s},
                              {"frequency_rms_ppb", report.frequency_rms * 1e9},
                              {"settled_within_s", report.settled_within_s}};
  json["settle_s"] = report.settle_s ? nlohmann::ordered_json(*report.settle_s) : nlohmann::ordered_json();
  json["packets_per_hour"] = report.packets_per_hour;
  json["synchronized_share"] = report.synchronized;
  json["bound_coverage_share"] = report.coverage;
  json["bound_owed_coverage_share"] = report.owed_coverage;
  json["bound_median_s"] = report.width_s;
  json["bound_worst_excess_s"] = report.worst_excess_s;
  json["source_changes"] = report.source_changes;
  json["steps"] = report.steps;
  json["falsetickers"] = report.falsetickers;
  json["poll_min_log2_s"] = report.poll_min_log2_s;
  json["poll_max_log2_s"] = report.poll_max_log2_s;
  json["slew_max_ppm"] = report.slew_max * 1e6;
  json["sources"] = sources_json(report);
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace foliot::sim

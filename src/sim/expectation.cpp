#include "sim/expectation.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace foliot::sim {
namespace {

using Value = std::optional<double>;

constexpr std::array kMetrics{
    Metric{"rms", Unit::seconds, [](const Report& r) -> Value { return r.rms_s; }},
    Metric{"max", Unit::seconds, [](const Report& r) -> Value { return r.max_s; }},
    Metric{"mean", Unit::seconds, [](const Report& r) -> Value { return r.mean_s; }},
    Metric{"p50", Unit::seconds, [](const Report& r) -> Value { return r.p50_s; }},
    Metric{"p95", Unit::seconds, [](const Report& r) -> Value { return r.p95_s; }},
    Metric{"p99", Unit::seconds, [](const Report& r) -> Value { return r.p99_s; }},
    Metric{"frequency", Unit::frequency, [](const Report& r) -> Value { return r.frequency_rms; }},
    Metric{"settle", Unit::seconds, [](const Report& r) -> Value { return r.settle_s; }},
    Metric{"packets", Unit::number, [](const Report& r) -> Value { return r.packets_per_hour; }},
    Metric{"synchronized", Unit::share, [](const Report& r) -> Value { return r.synchronized; }},
    Metric{"coverage", Unit::share, [](const Report& r) -> Value { return r.coverage; }},
    Metric{"owed", Unit::share, [](const Report& r) -> Value { return r.owed_coverage; }},
    Metric{"width", Unit::seconds, [](const Report& r) -> Value { return r.width_s; }},
    Metric{"changes", Unit::number, [](const Report& r) -> Value { return r.source_changes; }},
    Metric{"steps", Unit::number, [](const Report& r) -> Value { return r.steps; }},
    Metric{"falsetickers", Unit::number, [](const Report& r) -> Value { return r.falsetickers; }},
    Metric{"poll", Unit::number, [](const Report& r) -> Value { return r.poll_min_log2_s; }},
    Metric{"slew", Unit::frequency, [](const Report& r) -> Value { return r.slew_max; }},
};

}  // namespace

std::span<const Metric> metrics() {
  return kMetrics;
}

const Metric* find_metric(std::string_view word) {
  const auto found = std::ranges::find(kMetrics, word, &Metric::word);
  return found == kMetrics.end() ? nullptr : &*found;
}

std::optional<Relation> parse_relation(std::string_view word) {
  if (word == "<") return Relation::less;
  if (word == "<=") return Relation::at_most;
  if (word == "=") return Relation::equal;
  if (word == ">=") return Relation::at_least;
  if (word == ">") return Relation::more;
  return std::nullopt;
}

bool holds(const Expectation& expectation, const Report& report) {
  const auto value = expectation.metric->value(report);
  if (!value || !std::isfinite(*value)) return false;
  switch (expectation.relation) {
    case Relation::less:
      return *value < expectation.value;
    case Relation::at_most:
      return *value <= expectation.value;
    case Relation::equal:
      return *value == expectation.value;
    case Relation::at_least:
      return *value >= expectation.value;
    case Relation::more:
      return *value > expectation.value;
  }
  return false;
}

}  // namespace foliot::sim

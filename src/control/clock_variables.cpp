#include "control/clock_variables.hpp"

#include <array>

#include "control/value_text.hpp"

namespace foliot::control {
namespace {

using Self = ClockVariables;

constexpr double kMs = 1e3;

/// A driver that has no name is told by its number.
Value type(const Self& s) {
  if (!s.by_name && !s.clock.device.empty()) return std::nullopt;
  return std::to_string(s.clock.type);
}

Value device(const Self& s) {
  if (!s.by_name && s.clock.device.empty()) return std::nullopt;
  return quoted_text(s.clock.device);
}

Value time2(const Self& s) {
  if (!s.by_name && !s.clock.time2_s) return std::nullopt;
  return fixed_text(s.clock.time2_s.value_or(0) * kMs, 3);
}

Value min_jitter(const Self& s) {
  if (!s.by_name && !s.clock.min_jitter_s) return std::nullopt;
  return fixed_text(s.clock.min_jitter_s.value_or(0) * kMs, 3);
}

constexpr auto kTable = std::to_array<Variable<Self>>({
    {"device", true, device},
    {"type", true, type},
    {"timecode", true, [](const Self& s) -> Value { return quoted_text(s.clock.timecode); }},
    {"poll", true, [](const Self& s) -> Value { return std::to_string(s.clock.polls); }},
    {"noreply", true, [](const Self& s) -> Value { return std::to_string(s.clock.no_reply); }},
    {"badformat", true, [](const Self& s) -> Value { return std::to_string(s.clock.bad_format); }},
    {"baddata", true, [](const Self& s) -> Value { return std::to_string(s.clock.bad_data); }},
    {"minjitter", true, min_jitter},
    {"fudgetime1", true, [](const Self& s) -> Value { return fixed_text(s.clock.time1_s * kMs, 3); }},
    {"fudgetime2", true, time2},
    {"stratum", true, [](const Self& s) -> Value { return std::to_string(s.clock.stratum); }},
    {"refid", true, [](const Self& s) -> Value { return reference_name_text(s.clock.reference_id); }},
    {"flags", true, [](const Self& s) -> Value { return std::to_string(s.clock.flags); }},
    {"clock_var_list", false, [](const Self&) -> Value { return names_text(clock_variables()); }},
});

}  // namespace

std::span<const Variable<ClockVariables>> clock_variables() {
  return kTable;
}

}  // namespace foliot::control

#include "control/system_variables.hpp"

#include <array>
#include <cmath>
#include <vector>

#include "control/service_variables.hpp"
#include "control/value_text.hpp"

namespace foliot::control {
namespace {

using Self = SystemVariables;

constexpr double kMs = 1e3;

template <class Number>
std::string integer(Number value) {
  return std::to_string(static_cast<long long>(value));
}

Value quoted_unless_empty(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return quoted_text(text);
}

Value list_of_names(const Self& s);

Value date_unless_unknown(const std::optional<WallTime>& time) {
  if (!time) return std::nullopt;
  return minute_text(*time);
}

Value rtc_value(const Self& s, std::optional<double> RtcView::*member, double factor, int decimals) {
  if (!s.system.service.rtc || !((*s.system.service.rtc).*member)) return std::nullopt;
  return fixed_text(*((*s.system.service.rtc).*member) * factor, decimals);
}

constexpr auto kTable = std::to_array<Variable<Self>>({
    {"version", true, [](const Self& s) { return quoted_unless_empty(s.system.version); }},
    {"processor", true, [](const Self& s) { return quoted_unless_empty(s.system.processor); }},
    {"system", true, [](const Self& s) { return quoted_unless_empty(s.system.system); }},
    {"leap", true, [](const Self& s) -> Value { return integer(s.system.leap); }},
    {"stratum", true, [](const Self& s) -> Value { return integer(s.system.stratum); }},
    {"precision", true, [](const Self& s) -> Value { return integer(s.system.precision); }},
    {"rootdelay", true, [](const Self& s) -> Value { return fixed_text(s.system.root_delay_s * kMs, 3); }},
    {"rootdisp", true, [](const Self& s) -> Value { return fixed_text(s.system.root_dispersion_s * kMs, 3); }},
    {"refid", true, [](const Self& s) -> Value { return reference_text(s.system.reference_id, s.system.stratum); }},
    {"reftime", true, [](const Self& s) -> Value { return timestamp_text(s.system.reference_time); }},
    {"clock", true, [](const Self& s) -> Value { return timestamp_text(s.system.clock); }},
    {"peer", true, [](const Self& s) -> Value { return integer(s.system.peer); }},
    {"tc", true, [](const Self& s) -> Value { return integer(s.system.time_constant_log2_s); }},
    {"mintc", true, [](const Self& s) -> Value { return integer(s.system.min_poll_log2_s); }},
    {"offset", true, [](const Self& s) -> Value { return fixed_text(s.system.offset_s * kMs, 6); }},
    {"frequency", true, [](const Self& s) -> Value { return fixed_text(s.system.frequency.ppm(), 3); }},
    {"sys_jitter", true, [](const Self& s) -> Value { return fixed_text(s.system.system_jitter_s * kMs, 6); }},
    {"clk_jitter", true, [](const Self& s) -> Value { return fixed_text(s.system.clock_jitter_s * kMs, 3); }},
    {"clk_wander", true, [](const Self& s) -> Value { return fixed_text(s.system.clock_wander_ppm, 3); }},
    {"tai", true,
     [](const Self& s) { return s.system.tai_offset_s ? Value(integer(*s.system.tai_offset_s)) : std::nullopt; }},
    {"leapsec", true, [](const Self& s) { return date_unless_unknown(s.system.leap_list_newest); }},
    {"expire", true, [](const Self& s) { return date_unless_unknown(s.system.leap_list_expires); }},
    {"leapsmearinterval", true,
     [](const Self& s) { return s.system.leap_smear_s > 0 ? Value(integer(s.system.leap_smear_s)) : std::nullopt; }},
    {"leapsmearoffset", true,
     [](const Self& s) {
       return s.system.leap_smear_s > 0 ? Value(fixed_text(s.system.leap_smear_offset_s * kMs, 6)) : std::nullopt;
     }},
    {"peeradr", false,
     [](const Self& s) -> Value { return s.system_peer ? s.system_peer->source.to_string() : "0.0.0.0:0"; }},
    {"peermode", false,
     [](const Self& s) -> Value { return s.system_peer ? integer(s.system_peer->host_mode) : "0"; }},
    {"bcastdelay", false, [](const Self& s) -> Value { return fixed_text(s.system.broadcast_delay_s * kMs, 3); }},
    {"authdelay", false, [](const Self&) -> Value { return "0.000"; }},  // t3 is read after all but the digest is made
    {"fuzz", false, [](const Self& s) -> Value { return fixed_text(std::exp2(s.system.precision) * kMs, 3); }},
    {"clk_wander_threshold", false, [](const Self& s) -> Value { return fixed_text(s.system.drift_threshold_ppm, 3); }},
    // Our own: `tos watchdog`.
    {"watchdog", false, [](const Self& s) -> Value { return s.system.watchdog.state; }},
    {"watchdog_offset", false,
     [](const Self& s) -> Value { return fixed_text(s.system.watchdog.difference_s * kMs, 6); }},
    {"watchdog_servers", false, [](const Self& s) -> Value { return integer(s.system.watchdog.servers); }},
    {"watchdog_rounds", false, [](const Self& s) -> Value { return integer(s.system.watchdog.rounds); }},
    {"watchdog_sent", false, [](const Self& s) -> Value { return integer(s.system.watchdog.sent); }},
    {"watchdog_drops", false, [](const Self& s) -> Value { return integer(s.system.watchdog.drops); }},
    // Our own: how often the clock did not do what it was told.
    {"disturbances", false, [](const Self& s) -> Value { return integer(s.system.disturbances); }},
    // Our own: the hardware clock, while `rtcsync` or `rtcfile` looks at it.
    {"rtc_offset", false, [](const Self& s) { return rtc_value(s, &RtcView::offset_s, kMs, 3); }},
    {"rtc_drift", false, [](const Self& s) { return rtc_value(s, &RtcView::drift_ppm, 1, 3); }},
    {"rtc_drift_error", false, [](const Self& s) { return rtc_value(s, &RtcView::drift_error_ppm, 1, 3); }},
    {"rtc_writes", false,
     [](const Self& s) { return s.system.service.rtc ? Value(integer(s.system.service.rtc->writes)) : std::nullopt; }},
    // Our own: |true error| of the clock in ms, at most; of no value while nothing bounds it.
    {"bound", false,
     [](const Self& s) -> Value {
       if (s.system.bound_s <= 0) return std::nullopt;
       return fixed_text(s.system.bound_s * kMs, 6);
     }},
});

std::vector<Variable<Self>> whole_table() {
  std::vector<Variable<Self>> table(kTable.begin(), kTable.end());
  for (const auto part : {service_variables(), kernel_variables()}) table.insert(table.end(), part.begin(), part.end());
  table.push_back({"sys_var_list", false, list_of_names});
  return table;
}

Value list_of_names(const Self& s) {
  std::string names = joined_names(system_variables());
  for (const NamedValue& variable : s.system.variables) names += ',' + variable.name;
  return quoted_list(names);
}

}  // namespace

std::span<const Variable<SystemVariables>> system_variables() {
  static const std::vector<Variable<SystemVariables>> table = whole_table();
  return table;
}

}  // namespace foliot::control

#include "control/writing.hpp"

#include <algorithm>
#include <vector>

#include "control/status_word.hpp"
#include "control/system_variables.hpp"
#include "control/variable_list.hpp"

namespace foliot::control {
namespace {

using wire::ControlError;

constexpr std::size_t kLongestValue = 127;  // as in classic

/// What forbids one assignment; nothing when it may be done.
std::optional<ControlError> objection(const SystemView& system, const Assignment& wanted) {
  const bool configured = std::ranges::find(system.variables, wanted.name, &NamedValue::name) != system.variables.end();
  if (!configured) {
    const auto table = system_variables();
    const bool own = std::ranges::find(table, wanted.name, &Variable<SystemVariables>::name) != table.end();
    return own ? ControlError::permission : ControlError::unknown_variable;
  }
  if (!wanted.value) return ControlError::bad_format;
  const auto is_printable = [](char c) { return c >= 0x20 && c < 0x7f; };
  const bool good = wanted.value->size() <= kLongestValue && std::ranges::all_of(*wanted.value, is_printable);
  return good ? std::nullopt : std::optional(ControlError::bad_value);
}

std::string unquoted(std::string_view text) {
  const bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  return std::string(quoted ? text.substr(1, text.size() - 2) : text);
}

}  // namespace

Result write_system_variables(Administration& administration, const SystemView& system, std::uint16_t association_id,
                              std::string_view assignments) {
  if (association_id != 0) return refusal(ControlError::permission);
  std::vector<NamedValue> values;
  for (const Assignment& wanted : parse_assignments(assignments)) {
    if (const auto error = objection(system, wanted)) return refusal(*error);
    values.push_back({.name = std::string(wanted.name), .value = unquoted(*wanted.value)});
  }
  if (!values.empty()) administration.set_variables(values);
  return Answer{.status = status_of(system).encode()};
}

Result configure(Administration& administration, const SystemView& system, std::uint16_t association_id,
                 std::string_view lines) {
  if (association_id != 0) return refusal(ControlError::bad_value);
  return Answer{.status = status_of(system).encode(), .data = administration.configure(lines)};
}

Result save_configuration(Administration& administration, const SystemView& system, std::string_view name) {
  return Answer{.status = status_of(system).encode(), .data = administration.save_configuration(name)};
}

}  // namespace foliot::control

// What `rv` prints: variables in words and columns (cooked), or as the server sent them (raw).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/ip_address.hpp"
#include "tools/ntpq/dates.hpp"
#include "tools/ntpq/variables.hpp"

namespace foliot::ntpq {

struct CookedStyle {
  DateStyle dates;
  bool numeric = false;         ///< -n: no names
  bool units = false;           ///< -u: times and frequencies with units that suit them
  bool reference_hash = false;  ///< -r hash: reference ids that are addresses as hexadecimal digits
  std::function<std::optional<std::string>(const base::IpAddress&)> name_of;
};

/// Whose status word it is: with association 0 the system's.
enum class StatusKind : std::uint8_t { association, clock };

/// `associd=0 status=0615 leap_none, sync_ntp, 1 event, clock_sync,` and a line end.
[[nodiscard]] std::string cooked_status_line(std::uint16_t association_id, std::uint16_t status,
                                             StatusKind kind = StatusKind::association);
/// `associd=0 status=0x0615,` and a line end.
[[nodiscard]] std::string raw_status_line(std::uint16_t association_id, std::uint16_t status);

/// The pairs, joined by commas into lines of at most 72 columns; empty for none.
[[nodiscard]] std::string cooked_variables(const VariablePairs& variables, const CookedStyle& style);
/// The value of one variable, in the form that its name asks for; `?` behind it when it does not fit that form.
[[nodiscard]] std::string cooked_value(std::string_view name, std::string_view value, const CookedStyle& style);
/// An address by its name, or as it is, with the port behind it when one was sent: `ntp1.example.net:123`.
[[nodiscard]] std::string named_address(std::string_view value, const CookedStyle& style);

}  // namespace foliot::ntpq

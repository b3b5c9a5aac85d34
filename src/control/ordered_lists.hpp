// READ_ORDLIST_A: `ifstats` and `addr_restrictions`, lists of numbered values (`addr.0=..., name.0=..., addr.1=...`).
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "control/state_source.hpp"

namespace foliot::control {

/// As many entries as go into `limit` octets, whole ones.
[[nodiscard]] std::string interfaces_text(std::span<const InterfaceView> interfaces, std::size_t limit);
/// IPv4 before IPv6, the most specific first.
[[nodiscard]] std::string restrictions_text(const AccessView& access, std::size_t limit);

}  // namespace foliot::control

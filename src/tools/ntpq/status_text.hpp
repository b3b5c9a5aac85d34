// Status words in words, as the first line of `rv` and the columns of `as` show them (RFC 9327 section 3).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "control/views.hpp"
#include "selection/system_offset.hpp"

namespace foliot::ntpq {

/// `leap_none, sync_ntp, 1 event, clock_sync`
[[nodiscard]] std::string system_status_text(std::uint16_t word);
/// `conf, reach, sel_sys.peer, 1 event, sys_peer`
[[nodiscard]] std::string peer_status_text(std::uint16_t word);
/// `1 event, clk_no_reply`
[[nodiscard]] std::string clock_status_text(std::uint16_t word);
/// `sys.peer`
[[nodiscard]] std::string_view selection_text(selection::SelectionStatus status);
/// `*`
[[nodiscard]] char tally_code(selection::SelectionStatus status);
/// `sys_peer`; empty when unspecified.
[[nodiscard]] std::string_view peer_event_text(control::PeerEvent event);
/// The word for each bit of `flash`, joined by commas and blanks: `peer_stratum, peer_unreach`.
[[nodiscard]] std::string flash_text(std::uint64_t bits);

}  // namespace foliot::ntpq

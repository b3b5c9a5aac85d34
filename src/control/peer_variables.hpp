// The variables of an association (RFC 9327 section 4, RFC 5905 section 9.1) and what each shows.
//
// The origin and transmit timestamps are among them, but have no value, for anybody: who knows the timestamp of an open
// request can answer it in the server's place (CVE-2015-8138, CVE-2018-7170 show the family).
#pragma once

#include <span>

#include "control/variable_list.hpp"
#include "control/views.hpp"

namespace foliot::control {

/// In the order in which they are told.
[[nodiscard]] std::span<const Variable<PeerView>> peer_variables();

}  // namespace foliot::control

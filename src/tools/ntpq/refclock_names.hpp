// Reference clocks have addresses 127.127.TYPE.UNIT in the variables and are shown as `NAME(UNIT)`.
#pragma once

#include <string>

#include "base/ip_address.hpp"

namespace foliot::ntpq {

/// `LOCAL(0)`; `REFCLK(15,0)` for a type without a name. address.is_reference_clock().
[[nodiscard]] std::string reference_clock_name(const base::IpAddress& address);
/// `(c0000201)`: the first four octets of an address, as `drefid hash` shows reference ids.
[[nodiscard]] std::string reference_hash(const base::IpAddress& address);

}  // namespace foliot::ntpq

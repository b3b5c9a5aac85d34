// The reference id that stands for an address, by which loops are found.
#pragma once

#include "base/ip_address.hpp"
#include "wire/reference_id.hpp"

namespace foliot::engine {

/// The reference id that stands for `address` on the wire: itself, or the first four octets of the MD5 hash of
/// an IPv6 address (RFC 5905 section 7.3).
[[nodiscard]] wire::ReferenceId reference_id_of(const base::IpAddress& address);

}  // namespace foliot::engine

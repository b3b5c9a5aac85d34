// Kiss codes: what a server says in the reference id of a stratum 0 reply (RFC 5905 section 7.4, RFC 8915).
#pragma once

#include <cstdint>
#include <optional>

#include "wire/reference_id.hpp"

namespace foliot::wire {

enum class KissCode : std::uint8_t {
  deny,   ///< DENY: access denied; stop
  rstr,   ///< RSTR: access restricted; stop
  rate,   ///< RATE: slow down
  ntsn,   ///< NTSN: the NTS cookie was not understood (RFC 8915 section 5.7)
  other,  ///< any other code: reported, not acted on
};

[[nodiscard]] constexpr KissCode to_kiss_code(ReferenceId id) {
  if (id == ReferenceId::from_text("DENY")) return KissCode::deny;
  if (id == ReferenceId::from_text("RSTR")) return KissCode::rstr;
  if (id == ReferenceId::from_text("RATE")) return KissCode::rate;
  if (id == ReferenceId::from_text("NTSN")) return KissCode::ntsn;
  return KissCode::other;
}

}  // namespace foliot::wire

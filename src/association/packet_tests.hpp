// The tests of RFC 5905 section 8 that need nothing but the packet itself.
#pragma once

#include <optional>

#include "association/drop.hpp"
#include "wire/header.hpp"
#include "wire/kiss_code.hpp"
#include "wire/parse_error.hpp"

namespace foliot::association {

[[nodiscard]] Drop to_drop(wire::ParseError error);
/// A kiss that is acted upon. Every other text at stratum 0 (INIT, STEP, ...) only says "not synchronised".
[[nodiscard]] std::optional<wire::KissCode> obeyed_kiss(const wire::Header& header);
/// Test 6.
[[nodiscard]] bool is_synchronized(const wire::Header& header);
/// Test 7. A reference time of zero is unknown, not late.
[[nodiscard]] bool has_sane_root(const wire::Header& header);

}  // namespace foliot::association

// Access flags as mode 6 tells them: the bits of the field, which `mrulist` shows and is asked for, and the words of
// `reslist`.
#pragma once

#include <cstdint>
#include <string>

#include "access/restrict_entry.hpp"
#include "access/restrict_flags.hpp"

namespace foliot::control {

/// RES_* of the classic daemon: their numbers are part of the protocol.
[[nodiscard]] std::uint16_t restrict_bits(access::RestrictFlags flags);

/// What an entry matches and what it denies, as words with blanks between them; empty: open to all.
[[nodiscard]] std::string restrict_words(const access::RestrictEntry& entry);

}  // namespace foliot::control

// The words of `logconfig`: a sign, a class and a type, written as one.
#pragma once

#include <string>
#include <string_view>

#include "config/settings.hpp"

namespace foliot::config {

inline constexpr std::string_view kLogWordForm =
    "[=+-]CLASS[TYPE], CLASS one of clock, peer, sync, sys, all, TYPE one of info, events, status, statistics, all";

/// Applies one word to `mask`: `=` (also without a sign) begins anew, `+` adds, `-` takes away. False for a word that
/// means nothing, which changes nothing. `allclock`, with class and type swapped, is understood too.
bool apply_log_word(LogMask& mask, std::string_view word);

/// Words that make any mask into this one, with a blank between them.
[[nodiscard]] std::string log_mask_text(LogMask mask);

}  // namespace foliot::config

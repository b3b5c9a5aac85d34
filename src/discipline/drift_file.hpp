// The drift file: the learnt frequency as one number in parts per million, so that a restart need not learn it anew.
//
// Text only; reading and replacing the file is the shell's. The format is the classic one, which other suites share.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "time/frequency.hpp"

namespace foliot::discipline {

enum class DriftError : std::uint8_t {
  not_a_number,  ///< empty, text, NaN, or a number with other characters glued to it
  out_of_range,  ///< beyond what a clock may be off: +-500 ppm (kMaxFrequency)
};

/// The frequency that `text` opens with, ppm; > 0: the clock must run faster. White space before it and anything
/// after white space behind it (the wander of older files, comments) is ignored.
[[nodiscard]] std::expected<Frequency, DriftError> parse_drift(std::string_view text);

/// One line: the frequency in ppm with six decimals, which is 1 ps/s.
[[nodiscard]] std::string format_drift(Frequency frequency);

}  // namespace foliot::discipline

// Numbers as ntp.conf writes them: decimal or 0x integers, decimal fractions with an exponent.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace foliot::config {

/// `[+-]DIGITS` or `0xHEX`. A value too large for 64 bits becomes the nearest end, so that a range check names it.
[[nodiscard]] std::optional<std::int64_t> parse_integer(std::string_view text);

/// `[+-]DIGITS[.DIGITS][eEXP]`, also `.5`; never infinite, NaN or -0. Nothing when it does not fit a double.
[[nodiscard]] std::optional<double> parse_number(std::string_view text);

/// The shortest text that parse_number reads back to the same value; value is finite.
[[nodiscard]] std::string number_text(double value);

}  // namespace foliot::config

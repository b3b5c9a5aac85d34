// Values as the text of mode 6: one small function for each kind of value that a variable can have.
//
// The forms are those that readers of the field parse (RFC 9327 section 4 leaves them open): decimals without
// exponent, timestamps and masks in hexadecimal, strings in quotes. Text that came from a network or a file is
// cleaned, so that no value can end its pair and begin another.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "time/points.hpp"
#include "time/timestamp.hpp"
#include "wire/reference_id.hpp"

namespace foliot::control {

/// `value` with `decimals` (0..9) digits after the point; what is no number is 0, what is absurd +-1e15.
[[nodiscard]] std::string fixed_text(double value, int decimals);
/// `value` with six significant digits, as printf's %g writes it.
[[nodiscard]] std::string general_text(double value);
/// A whole number; of a fraction the whole part.
[[nodiscard]] std::string whole_text(double value);
/// `0x1f`, without leading zeros.
[[nodiscard]] std::string hex_text(std::uint64_t value);
/// `0xe0b7a9c2.80000000`.
[[nodiscard]] std::string timestamp_text(Timestamp timestamp);
/// `201701010000`: year, month, day, hour and minute of UTC.
[[nodiscard]] std::string minute_text(WallTime time);
/// Seconds as milliseconds with two decimals, a blank before each: ` 0.10 0.25`.
[[nodiscard]] std::string array_text(std::span<const double> seconds);
/// In double quotes; at most 256 characters; a quote or an unprintable character becomes a full stop.
[[nodiscard]] std::string quoted_text(std::string_view text);
/// As it is where it can break no list, else as `quoted_text`.
[[nodiscard]] std::string plain_text(std::string_view text);
/// What the reference id of a clock at `stratum` means: a name at strata 0, 1 and 16 and over, else an address.
/// Characters of a name that would break the list become full stops.
[[nodiscard]] std::string reference_text(wire::ReferenceId id, std::uint8_t stratum);
/// A reference id as a name, whatever the stratum.
[[nodiscard]] std::string reference_name_text(wire::ReferenceId id);

}  // namespace foliot::control

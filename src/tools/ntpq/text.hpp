// Small pieces of text: reading numbers that a server sent, writing columns, keeping terminals safe.
//
// A server is not to be trusted: whatever of its text reaches a terminal goes through `escaped` first.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace foliot::ntpq {

/// Without blanks at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);
/// Every octet that is not printable ASCII as `\xNN`.
[[nodiscard]] std::string escaped(std::string_view text);
/// The same, but line ends and tabs stay.
[[nodiscard]] std::string escaped_lines(std::string_view text);

/// At least `width` characters, blanks on the right (left).
[[nodiscard]] std::string padded_right(std::string_view text, std::size_t width);
[[nodiscard]] std::string padded_left(std::string_view text, std::size_t width);
/// At most `width` characters; what is too much is cut off at the end.
[[nodiscard]] std::string cut(std::string_view text, std::size_t width);

/// A whole number, decimal or with 0x; nothing when anything else is in `text`.
[[nodiscard]] std::optional<std::int64_t> parse_integer(std::string_view text);
/// A finite decimal number, with or without sign; nothing when anything else is in `text`.
[[nodiscard]] std::optional<double> parse_decimal(std::string_view text);

/// A time span for narrow columns: `-` for none, then `900`, `35m`, `6h`, `4d`.
[[nodiscard]] std::string pretty_interval(std::int64_t seconds);

}  // namespace foliot::ntpq

// Units: values with the unit in which they are easy to read, for `-u` and the command `units`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace foliot::ntpq {

enum class BaseUnit : std::uint8_t { milliseconds, seconds, parts_per_million };

/// `0.123456` in milliseconds as `123.456us`: the unit that leaves one to three digits before the point. No digit is
/// made up: a value with too few of them keeps a larger unit. What is no decimal number is returned as it is.
[[nodiscard]] std::string scaled(std::string_view value, BaseUnit unit);
/// The same, with only as many digits after the point as fit into `width` characters.
[[nodiscard]] std::string scaled(std::string_view value, BaseUnit unit, std::size_t width);
/// The value of a variable with the unit that its name asks for; as it is when it has none.
[[nodiscard]] std::string with_unit(std::string_view name, std::string_view value);

}  // namespace foliot::ntpq

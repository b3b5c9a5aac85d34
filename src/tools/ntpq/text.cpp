#include "tools/ntpq/text.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace foliot::ntpq {
namespace {

constexpr std::string_view kBlanks = " \t\r\n\v\f";

template <class Keep>
std::string escape_all_but(std::string_view text, Keep keep) {
  std::string safe;
  for (const char c : text) {
    const auto octet = static_cast<std::uint8_t>(c);
    const bool printable = octet >= 0x20 && octet < 0x7f;
    if (printable || keep(c)) {
      safe += c;
    } else {
      safe += fmt::format("\\x{:02x}", octet);
    }
  }
  return safe;
}

template <class Number, class... Radix>
std::optional<Number> parse_whole(std::string_view text, Radix... radix) {
  Number value{};
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value, radix...);
  if (result.ec != std::errc{} || result.ptr != end) return std::nullopt;
  return value;
}

std::string_view without_plus(std::string_view text) {
  return text.starts_with('+') && !text.starts_with("+-") ? text.substr(1) : text;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::string escaped(std::string_view text) {
  return escape_all_but(text, [](char) { return false; });
}

std::string escaped_lines(std::string_view text) {
  return escape_all_but(text, [](char c) { return c == '\n' || c == '\t'; });
}

std::string padded_right(std::string_view text, std::size_t width) {
  return fmt::format("{:<{}}", text, width);
}
std::string padded_left(std::string_view text, std::size_t width) {
  return fmt::format("{:>{}}", text, width);
}
std::string cut(std::string_view text, std::size_t width) {
  return std::string(text.substr(0, width));
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  text = without_plus(text);
  if (text.starts_with("0x") || text.starts_with("0X")) {
    const auto bits = parse_whole<std::uint64_t>(text.substr(2), 16);
    if (!bits || *bits > INT64_MAX) return std::nullopt;
    return static_cast<std::int64_t>(*bits);
  }
  return parse_whole<std::int64_t>(text, 10);
}

std::optional<double> parse_decimal(std::string_view text) {
  const auto value = parse_whole<double>(without_plus(text));
  if (!value || !std::isfinite(*value)) return std::nullopt;
  return value;
}

std::string pretty_interval(std::int64_t seconds) {
  constexpr std::int64_t kMostSeconds = 2048;
  constexpr std::int64_t kMostMinutes = 300;
  constexpr std::int64_t kMostHours = 96;
  if (seconds <= 0) return "-";
  if (seconds <= kMostSeconds) return std::to_string(seconds);
  const std::int64_t minutes = seconds / 60 + (seconds % 60 + 29) / 60;
  if (minutes <= kMostMinutes) return std::to_string(minutes) + 'm';
  const std::int64_t hours = (minutes + 29) / 60;
  if (hours <= kMostHours) return std::to_string(hours) + 'h';
  return std::to_string((hours + 11) / 24) + 'd';
}

}  // namespace foliot::ntpq

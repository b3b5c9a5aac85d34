#include "config/basedate.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

#include "config/numbers.hpp"

namespace foliot::config {
namespace {

constexpr std::int64_t kMaxDays = 3'000'000;  // beyond the year 9999
constexpr int kFirstYear = 1900;

bool is_leap_year(int year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int days_of(int year, int month) {
  constexpr std::array<int, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return kDays[static_cast<std::size_t>(month - 1)] + (month == 2 && is_leap_year(year) ? 1 : 0);
}

/// So many digits and nothing else, as a number.
std::optional<int> digits(std::string_view text) {
  if (text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  const auto value = parse_integer(text);
  return value ? std::optional(static_cast<int>(*value)) : std::nullopt;
}

}  // namespace

std::optional<int> parse_basedate(std::string_view text) {
  if (!text.contains('-')) {
    const auto days = parse_integer(text);
    return days && *days >= 0 && *days <= kMaxDays ? std::optional(static_cast<int>(*days)) : std::nullopt;
  }
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = digits(text.substr(0, 4));
  const auto month = digits(text.substr(5, 2));
  const auto day = digits(text.substr(8));
  if (!year || !month || !day || *year < kFirstYear || *month < 1 || *month > 12 || *day < 1) return std::nullopt;
  if (*day > days_of(*year, *month)) return std::nullopt;
  int total = *day - 1;
  for (int y = kFirstYear; y < *year; ++y) total += is_leap_year(y) ? 366 : 365;
  for (int m = 1; m < *month; ++m) total += days_of(*year, m);
  return total;
}

}  // namespace foliot::config

#include "sim/calendar.hpp"

#include <charconv>

namespace foliot::sim {
namespace {

/// `digits` digits at `at`; nothing otherwise.
std::optional<int> number_at(std::string_view text, std::size_t at, std::size_t digits) {
  if (text.size() < at + digits) return std::nullopt;
  int value = 0;
  const char* const begin = text.data() + at;
  const auto [end, error] = std::from_chars(begin, begin + digits, value);
  return error == std::errc{} && end == begin + digits && value >= 0 ? std::optional(value) : std::nullopt;
}

/// Days from 1970-01-01 in the Gregorian calendar; month 1 to 12.
std::int64_t days_from_civil(int year, int month, int day) {
  const std::int64_t shifted = month <= 2 ? year - 1 : year;
  const std::int64_t era = shifted / 400;
  const std::int64_t year_of_era = shifted - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146'097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719'468;
}

}  // namespace

std::optional<std::int64_t> parse_date_s(std::string_view text) {
  const auto year = number_at(text, 0, 4);
  const auto month = number_at(text, 5, 2);
  const auto day = number_at(text, 8, 2);
  if (!year || !month || !day || text[4] != '-' || text[7] != '-') return std::nullopt;
  if (*year < 1970 || *year > 2200 || *month < 1 || *month > 12 || *day < 1 || *day > 31) return std::nullopt;
  const std::int64_t midnight_s = days_from_civil(*year, *month, *day) * 86'400;
  if (text.size() == 10) return midnight_s;
  const auto hour = number_at(text, 11, 2);
  const auto minute = number_at(text, 14, 2);
  const auto second = number_at(text, 17, 2);
  if (!hour || !minute || !second || text.size() != 20 || text[10] != 'T' || text[13] != ':' || text[16] != ':' ||
      text[19] != 'Z' || *hour > 23 || *minute > 59 || *second > 59) {
    return std::nullopt;
  }
  return midnight_s + (std::int64_t{*hour} * 60 + *minute) * 60 + *second;
}

}  // namespace foliot::sim

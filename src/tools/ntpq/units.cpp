#include "tools/ntpq/units.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "tools/ntpq/text.hpp"

namespace foliot::ntpq {
namespace {

constexpr auto kTimes = std::to_array<std::string_view>({"ns", "us", "ms", "s", "ks"});
constexpr auto kFrequencies = std::to_array<std::string_view>({"ppt", "ppb", "ppm", "ppk"});
constexpr auto kMilliseconds = std::to_array<std::string_view>(
    {"rootdelay",       "rootdisp",   "rootdist",   "offset",     "sys_jitter", "clk_jitter",
     "leapsmearoffset", "authdelay",  "bcastdelay", "koffset",    "kmaxerr",    "kesterr",
     "kprecis",         "kppsjitter", "fuzz",       "delay",      "dispersion", "jitter",
     "xleave",          "bias",       "bound",      "fudgetime1", "fudgetime2"});
constexpr auto kSeconds = std::to_array<std::string_view>({"ss_uptime", "ss_reset", "iostats_reset", "timerstats_reset",
                                                           "authreset", "timer", "timerec", "timereach", "mru_maxage",
                                                           "mru_minage", "leapsmearinterval", "kppscalibdur"});
constexpr auto kPartsPerMillion = std::to_array<std::string_view>(
    {"frequency", "clk_wander", "clk_wander_threshold", "kfreq", "kfreqtol", "kppsfreq", "kppsstab"});

/// A decimal number as its digits and where the point stands among them.
struct Digits {
  std::string sign;
  std::string digits;
  std::ptrdiff_t point = 0;
};

constexpr std::size_t kMostDigits = 64;

/// Nothing when it is no plain decimal number.
bool take_apart(std::string_view text, Digits& number) {
  if (text.starts_with('-') || text.starts_with('+')) {
    number.sign = std::string(text.substr(0, 1));
    text.remove_prefix(1);
  }
  const std::size_t point = text.find('.');
  number.digits = std::string(text.substr(0, point));
  number.point = static_cast<std::ptrdiff_t>(number.digits.size());
  if (point != std::string_view::npos) number.digits += text.substr(point + 1);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return !number.digits.empty() && number.digits.size() <= kMostDigits && std::ranges::all_of(number.digits, is_digit);
}

/// The steps of three digits to a smaller (< 0) or larger unit, within [least, most].
std::ptrdiff_t wanted_steps(const Digits& number, std::ptrdiff_t least, std::ptrdiff_t most) {
  const auto after_point = static_cast<std::ptrdiff_t>(number.digits.size()) - number.point;
  least = std::max(least, -(after_point / 3));
  const std::size_t first = number.digits.find_first_not_of('0');
  if (first == std::string::npos) return least;
  const std::ptrdiff_t lead = number.point - static_cast<std::ptrdiff_t>(first);  // digits before the point, or <= 0
  const std::ptrdiff_t steps = lead > 0 ? (lead - 1) / 3 : -((3 - lead) / 3);
  return std::clamp(steps, least, most);
}

std::string put_together(Digits number, std::ptrdiff_t steps) {
  std::ptrdiff_t point = number.point - 3 * steps;
  if (point < 1) {
    number.digits.insert(0, static_cast<std::size_t>(1 - point), '0');
    point = 1;
  }
  auto at = static_cast<std::size_t>(point);
  const std::size_t zeros = std::min(number.digits.find_first_not_of('0'), at - 1);
  number.digits.erase(0, zeros);
  at -= zeros;
  if (at < number.digits.size()) number.digits.insert(at, 1, '.');
  return number.sign + number.digits;
}

std::string cut_to(std::string text, std::size_t width) {
  const std::size_t point = text.find('.');
  if (point == std::string::npos || text.size() <= width) return text;
  text.resize(std::max(width, point));
  if (text.ends_with('.')) text.pop_back();
  return text;
}

}  // namespace

std::string scaled(std::string_view value, BaseUnit unit, std::size_t width) {
  Digits number;
  if (!take_apart(value, number)) return std::string(value);
  const bool frequency = unit == BaseUnit::parts_per_million;
  const std::span<const std::string_view> names = frequency ? std::span<const std::string_view>(kFrequencies) : kTimes;
  const std::ptrdiff_t own = unit == BaseUnit::seconds ? 3 : 2;
  const auto last = static_cast<std::ptrdiff_t>(names.size()) - 1;
  const std::ptrdiff_t steps = wanted_steps(number, -own, last - own);
  const std::string_view name = names[static_cast<std::size_t>(own + steps)];
  return cut_to(put_together(std::move(number), steps), width - std::min(width, name.size())).append(name);
}

std::string scaled(std::string_view value, BaseUnit unit) {
  constexpr std::size_t kRoom = 128;
  return scaled(value, unit, kRoom);
}

std::string with_unit(std::string_view name, std::string_view value) {
  const auto has = [name](const auto& names) { return std::ranges::find(names, name) != names.end(); };
  if (has(kMilliseconds)) return scaled(value, BaseUnit::milliseconds);
  if (has(kSeconds)) return scaled(value, BaseUnit::seconds);
  if (has(kPartsPerMillion)) return scaled(value, BaseUnit::parts_per_million);
  return std::string(value);
}

}  // namespace foliot::ntpq

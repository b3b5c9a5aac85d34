#include "tools/ntpq/dates.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>

namespace foliot::ntpq {
namespace {

namespace chrono = std::chrono;

constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::optional<std::uint32_t> parse_hex(std::string_view text) {
  std::uint32_t value = 0;
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value, 16);
  if (text.empty() || result.ec != std::errc{} || result.ptr != end) return std::nullopt;
  return value;
}

}  // namespace

std::optional<Timestamp> parse_timestamp(std::string_view text) {
  if (text.starts_with("0x") || text.starts_with("0X")) text.remove_prefix(2);
  const std::size_t point = text.find('.');
  if (point == std::string_view::npos) return std::nullopt;
  const auto seconds = parse_hex(text.substr(0, point));
  const auto fraction = parse_hex(text.substr(point + 1));
  if (!seconds || !fraction) return std::nullopt;
  return Timestamp::from_bits(static_cast<std::uint64_t>(*seconds) << 32U | *fraction);
}

std::string date_text(Timestamp timestamp, const DateStyle& style) {
  const WallTime utc = to_wall_time(timestamp, style.now);
  const chrono::sys_time<chrono::nanoseconds> local{chrono::nanoseconds(utc.nanoseconds()) +
                                                    chrono::seconds(style.zone_offset_s(utc))};
  const auto day = chrono::floor<chrono::days>(local);
  const chrono::year_month_day date{day};
  const chrono::hh_mm_ss time{chrono::floor<chrono::milliseconds>(local - day)};
  const std::uint64_t bits = timestamp.bits();
  return fmt::format("{:08x}.{:08x}  {}, {} {:2} {:4} {:2}:{:02}:{:02}.{:03}", bits >> 32U, bits & 0xffffffffU,
                     kDays[chrono::weekday{day}.c_encoding()], kMonths[static_cast<unsigned>(date.month()) - 1],
                     static_cast<unsigned>(date.day()), static_cast<int>(date.year()), time.hours().count(),
                     time.minutes().count(), time.seconds().count(), time.subseconds().count());
}

std::string local_time_text(WallTime utc, int zone_offset_s) {
  const chrono::sys_time<chrono::nanoseconds> local{chrono::nanoseconds(utc.nanoseconds()) +
                                                    chrono::seconds(zone_offset_s)};
  const auto day = chrono::floor<chrono::days>(local);
  const chrono::year_month_day date{day};
  const chrono::hh_mm_ss time{chrono::floor<chrono::seconds>(local - day)};
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                     time.minutes().count(), time.seconds().count());
}

}  // namespace foliot::ntpq

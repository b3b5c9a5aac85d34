#include "tools/sntp/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "tools/ntpq/text.hpp"

namespace foliot::sntp {
namespace {

/// The server's time, taken apart.
struct Shown {
  std::string date;
  std::string time;
  std::string zone;
};

/// Decimal digits that the precision is worth, at most 6.
int digits_of(std::int8_t precision_log2_s) {
  return std::clamp(static_cast<int>(-precision_log2_s * std::log10(2.0)), 0, 6);
}

Shown show_time(const Finding& finding, const std::function<int(WallTime)>& zone_offset_s) {
  namespace chrono = std::chrono;
  const WallTime utc = to_wall_time(finding.server->last->transmit, finding.server->arrived.wall);
  const int zone_s = zone_offset_s(utc);
  const chrono::sys_time<chrono::nanoseconds> local{chrono::nanoseconds(utc.nanoseconds()) + chrono::seconds(zone_s)};
  const auto day = chrono::floor<chrono::days>(local);
  const chrono::year_month_day date{day};
  const chrono::hh_mm_ss time{chrono::floor<chrono::microseconds>(local - day)};
  const int digits = digits_of(finding.server->last->precision);
  const std::string fraction = fmt::format(".{:06}", time.subseconds().count());
  return {fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                      static_cast<unsigned>(date.day())),
          fmt::format("{:02}:{:02}:{:02}{}", time.hours().count(), time.minutes().count(), time.seconds().count(),
                      digits == 0 ? "" : fraction.substr(0, static_cast<std::size_t>(digits) + 1)),
          fmt::format("{}{:02}{:02}", zone_s < 0 ? '-' : '+', std::abs(zone_s) / 3600, std::abs(zone_s) / 60 % 60)};
}

std::string_view leap_name(LeapIndicator leap) {
  switch (leap) {
    case LeapIndicator::none:
      return "no-leap";
    case LeapIndicator::insert_second:
      return "add-leap";
    case LeapIndicator::delete_second:
      return "del-leap";
    case LeapIndicator::unsynchronized:
      break;
  }
  return "unsync";
}

}  // namespace

Interval error_bound(const Finding& finding) {
  const wire::Header& last = *finding.server->last;
  const Interval precision = Interval::from_seconds(std::ldexp(1.0, std::clamp<int>(last.precision, -32, 0)));
  return finding.delay.abs().half() + last.root_delay.interval().half() + last.root_dispersion.interval() + precision;
}

std::string line_of(const Finding& finding, const std::function<int(WallTime)>& zone_offset_s) {
  const Shown shown = show_time(finding, zone_offset_s);
  const oneshot::Server& server = *finding.server;
  const std::string name = ntpq::escaped(server.target.name);
  const std::string address = server.target.address.ip.to_string();
  return fmt::format("{} {} ({}) {:+f} +/- {:f} {}{} s{} {}\n", shown.date, shown.time, shown.zone,
                     finding.offset.seconds(), error_bound(finding).seconds(), name,
                     name == address ? "" : ' ' + address, server.last->stratum, leap_name(server.last->leap));
}

std::string json_of(const Finding& finding, const std::function<int(WallTime)>& zone_offset_s) {
  const Shown shown = show_time(finding, zone_offset_s);
  const oneshot::Server& server = *finding.server;
  const nlohmann::json host = ntpq::escaped(server.target.name);
  return fmt::format(
      "{{\"time\":\"{}T{}{}\",\"offset\":{:f},\"precision\":{:f},\"host\":{},\"ip\":\"{}\",\"stratum\":{},"
      "\"leap\":\"{}\",\"adjusted\":{}}}\n",
      shown.date, shown.time, shown.zone, finding.offset.seconds(), error_bound(finding).seconds(), host.dump(),
      server.target.address.ip.to_string(), server.last->stratum, leap_name(server.last->leap), finding.adjusted);
}

}  // namespace foliot::sntp

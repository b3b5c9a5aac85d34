// Text and JSON of clock facts.
#include "tools/ntpclock/report.hpp"

#include <fmt/core.h>

#include <array>
#include <ctime>

namespace foliot::ntpclock {
namespace {

constexpr std::int64_t kBillion = 1'000'000'000;

const char* leap_text(std::uint64_t leap) {
  static constexpr std::array kTexts{"none", "insert second", "delete second", "unsynchronised"};
  return kTexts[leap % kTexts.size()];
}

double seconds_of(std::int64_t raw) {
  return Interval::from_raw(raw).seconds();
}

/// `2026-11-22 13:20:00.123456789 UTC`
std::string utc_text(WallTime time) {
  const std::int64_t rest_ns = (time.nanoseconds() % kBillion + kBillion) % kBillion;
  const auto seconds = static_cast<time_t>((time.nanoseconds() - rest_ns) / kBillion);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:09} UTC", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                     utc.tm_hour, utc.tm_min, utc.tm_sec, rest_ns);
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20) {
      result += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
      continue;
    }
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

}  // namespace

ClockFacts facts_of(const std::string& file, const platform::SoftwareState& state, const ClockReading& machine) {
  const ClockReading reading = platform::reading_at(state, machine.mono);
  return {file, state, reading, reading.wall - machine.wall, platform::slew_left(state, machine.mono)};
}

std::string to_text(const ClockFacts& facts) {
  const auto ppm = [](double ratio) { return Frequency::from_ratio(ratio).ppm(); };
  return fmt::format(
      "clock            {}\n"
      "time             {}\n"
      "offset           {:+.9f} s from the machine's UTC\n"
      "crystal          {:+.6f} ppm\n"
      "frequency        {:+.6f} ppm\n"
      "slew left        {:+.9f} s\n"
      "leap             {}\n"
      "maximum error    {:.6f} s\n"
      "estimated error  {:.6f} s\n",
      facts.file, utc_text(facts.reading.wall), facts.offset.seconds(), ppm(facts.state.crystal_ratio),
      ppm(facts.state.frequency_ratio), facts.slew_left.seconds(), leap_text(facts.state.leap),
      seconds_of(facts.state.max_error_raw), seconds_of(facts.state.estimated_error_raw));
}

std::string to_json(const ClockFacts& facts) {
  const auto ppm = [](double ratio) { return Frequency::from_ratio(ratio).ppm(); };
  return fmt::format(
      "{{\"file\":{},\"time\":\"{}\",\"time_ns\":{},\"offset_s\":{:.9f},\"crystal_ppm\":{:.6f},\"frequency_ppm\":{:.6f}"
      ","
      "\"slew_left_s\":{:.9f},\"leap\":{},\"max_error_s\":{:.9f},\"estimated_error_s\":{:.9f}}}\n",
      quoted(facts.file), utc_text(facts.reading.wall), facts.reading.wall.nanoseconds(), facts.offset.seconds(),
      ppm(facts.state.crystal_ratio), ppm(facts.state.frequency_ratio), facts.slew_left.seconds(), facts.state.leap,
      seconds_of(facts.state.max_error_raw), seconds_of(facts.state.estimated_error_raw));
}

std::string offset_text(Interval offset) {
  return fmt::format("{:+.9f}\n", offset.seconds());
}

std::string offset_json(Interval offset) {
  return fmt::format("{{\"offset_s\":{:.9f}}}\n", offset.seconds());
}

}  // namespace foliot::ntpclock

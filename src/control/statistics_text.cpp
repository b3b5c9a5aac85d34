#include "control/statistics_text.hpp"

#include <array>
#include <charconv>

#include "control/value_text.hpp"
#include "time/civil_date.hpp"

namespace foliot::control {
namespace {

constexpr std::int64_t kMjdOf1970 = 40'587;
constexpr std::int64_t kNsPerDay = 86'400'000'000'000;
constexpr std::int64_t kNsPerMs = 1'000'000;

/// Words with a blank between them, as one line.
class StatisticsLine {
 public:
  explicit StatisticsLine(WallTime now) : text_(day_and_second(now)) {}

  StatisticsLine& add(std::string_view word) {
    text_ += ' ';
    text_ += word;
    return *this;
  }
  StatisticsLine& add(double value, int decimals) {
    // As printf does it: what is negative and rounds to nothing keeps its sign.
    std::array<char, 48> digits{};
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), tamed(value), std::chars_format::fixed, decimals);
    return add(std::string_view(digits.data(), end.ptr));
  }
  template <class Integer>
  StatisticsLine& number(Integer value) {
    return add(std::to_string(static_cast<long long>(value)));
  }
  [[nodiscard]] std::string end() const { return text_ + '\n'; }

 private:
  static double tamed(double value) {
    constexpr double kAbsurd = 1e15;
    return value > -kAbsurd && value < kAbsurd ? value : 0;
  }

  std::string text_;
};

/// Seconds since 1900, of its era, with nine decimals, rounded.
std::string seconds_text(Timestamp timestamp) {
  constexpr std::uint64_t kBillion = 1'000'000'000;
  std::uint64_t seconds = timestamp.bits() >> 32U;
  std::uint64_t ns = ((timestamp.bits() & 0xffff'ffffU) * kBillion + 0x8000'0000U) >> 32U;
  if (ns == kBillion) {
    ns = 0;
    ++seconds;
  }
  const std::string digits = std::to_string(ns);
  return std::to_string(seconds) + '.' + std::string(9 - digits.size(), '0') + digits;
}

/// An address from stratum 2 on, else a name between full stops.
std::string source_of_server(const RawRecord& record) {
  if (record.stratum > 1) {
    const auto octets = record.reference_id.bytes();
    return base::IpAddress::v4(octets[0], octets[1], octets[2], octets[3]).to_string();
  }
  return '.' + reference_name_text(record.reference_id) + '.';
}

/// Text that came from elsewhere must not end its line.
std::string one_line(std::string_view text) {
  std::string line(text);
  for (char& c : line) {
    if (c < 0x20 || c == 0x7f) c = '.';
  }
  return line;
}

std::string status_text(std::uint16_t status) {
  return hex_text(status).substr(2);
}

}  // namespace

std::string day_and_second(WallTime time) {
  const std::int64_t days = day_of(time);
  const std::int64_t ms = (time.nanoseconds() - days * kNsPerDay) / kNsPerMs;
  const std::string fraction = std::to_string(ms % 1000);
  return std::to_string(days + kMjdOf1970) + ' ' + std::to_string(ms / 1000) + '.' +
         std::string(3 - fraction.size(), '0') + fraction;
}

std::string statistics_text(const LoopRecord& record, WallTime now) {
  return StatisticsLine(now)
      .add(record.offset_s, 9)
      .add(record.frequency.ppm(), 3)
      .add(record.jitter_s, 9)
      .add(record.wander_ppm, 6)
      .number(record.time_constant_log2_s)
      .end();
}

std::string statistics_text(const PeerRecord& record, WallTime now) {
  return StatisticsLine(now)
      .add(record.source.to_string())
      .add(status_text(record.status))
      .add(record.offset_s, 9)
      .add(record.delay_s, 9)
      .add(record.dispersion_s, 9)
      .add(record.jitter_s, 9)
      .end();
}

std::string statistics_text(const RawRecord& record, WallTime now) {
  return StatisticsLine(now)
      .add(record.source.to_string())
      .add(record.destination ? record.destination->to_string() : "-")
      .add(seconds_text(record.origin))
      .add(seconds_text(record.receive))
      .add(seconds_text(record.transmit))
      .add(seconds_text(record.arrival))
      .number(record.leap)
      .number(record.version)
      .number(record.mode)
      .number(record.stratum)
      .number(record.poll_log2_s)
      .number(record.precision_log2_s)
      .add(record.root_delay_s, 6)
      .add(record.root_dispersion_s, 6)
      .add(source_of_server(record))
      .end();
}

std::string statistics_text(const ServiceView& service, WallTime now) {
  return StatisticsLine(now)
      .add(whole_text(service.since_reset_s))
      .number(service.received)
      .number(service.processed)
      .number(service.this_version)
      .number(service.old_version)
      .number(service.restricted)
      .number(service.bad_format)
      .number(service.bad_authentication)
      .number(service.declined)
      .number(service.limited)
      .number(service.kisses)
      .end();
}

std::string statistics_text(const ProcessUse& use, const ProcessUse& before, double seconds, WallTime now) {
  return StatisticsLine(now)
      .add(whole_text(seconds))
      .add(use.user_s - before.user_s, 3)
      .add(use.system_s - before.system_s, 3)
      .number(use.minor_faults - before.minor_faults)
      .number(use.major_faults - before.major_faults)
      .number(use.swaps - before.swaps)
      .number(use.blocks_in - before.blocks_in)
      .number(use.blocks_out - before.blocks_out)
      .number(use.voluntary_switches - before.voluntary_switches)
      .number(use.involuntary_switches - before.involuntary_switches)
      .number(use.signals - before.signals)
      .number(use.resident_kb)
      .end();
}

std::string protocol_text(std::string_view event, WallTime now) {
  return StatisticsLine(now).add(one_line(event)).end();
}

std::string clock_text(const base::IpAddress& clock, std::string_view text, WallTime now) {
  return StatisticsLine(now).add(clock.to_string()).add(one_line(text)).end();
}

}  // namespace foliot::control

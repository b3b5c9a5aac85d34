#include "tools/ntptime/report.hpp"

#include <fmt/format.h>
#include <sys/timex.h>

#include <array>
#include <nlohmann/json.hpp>

#include "tools/ntpq/dates.hpp"

namespace foliot::ntptime {
namespace {

constexpr double kScaledPerPpm = 65'536;

bool counts_nanoseconds(const timex& kernel) {
  return (kernel.status & STA_NANO) != 0;
}

/// Of the kernel's unit, in microseconds.
double unit_us(const timex& kernel) {
  return counts_nanoseconds(kernel) ? 1e-3 : 1;
}

double ppm(long scaled) {
  return static_cast<double>(scaled) / kScaledPerPpm;
}

template <std::size_t Size>
std::string bits_text(unsigned bits, const std::array<std::string_view, Size>& names) {
  std::string text;
  for (std::size_t i = 0; i < Size; ++i) {
    if ((bits >> i & 1U) == 0 || names[i].empty()) continue;
    text += text.empty() ? "" : ",";
    text += names[i];
  }
  return fmt::format("0x{:x} ({})", bits, text);
}

/// The time as an NTP timestamp, rounded to what the classic program shows of it.
Timestamp rounded_timestamp(const timex& kernel) {
  const std::int64_t us = kernel.time.tv_usec / (counts_nanoseconds(kernel) ? 1000 : 1);
  const std::uint32_t round = counts_nanoseconds(kernel) ? 0x2 : 0x800;
  const std::uint64_t exact =
      to_timestamp(WallTime::from_nanoseconds(kernel.time.tv_sec * 1'000'000'000 + us * 1000)).bits();
  const auto fraction = (static_cast<std::uint32_t>(exact) + round) & ~(2 * round - 1);
  return Timestamp::from_bits((exact >> 32U) << 32U | fraction);
}

WallTime wall_time(const timex& kernel) {
  return WallTime::from_nanoseconds(kernel.time.tv_sec * 1'000'000'000 +
                                    kernel.time.tv_usec * (counts_nanoseconds(kernel) ? 1 : 1000));
}

/// `Tue Nov 24 18:08:13 2026`, from `eeb0510d.ecc28271  Tue, Nov 24 2026 18:08:13.924`.
std::string calendar_text(const std::string& date) {
  return fmt::format("{} {} {} {}", date.substr(19, 3), date.substr(24, 6), date.substr(36, 8), date.substr(31, 4));
}

}  // namespace

std::string state_name(int state) {
  static constexpr std::array<std::string_view, 6> kNames{"OK", "INS", "DEL", "OOP", "WAIT", "ERROR"};
  const auto index = static_cast<std::size_t>(state);
  return index < kNames.size() ? std::string(kNames[index]) : fmt::format("TIME-#{}", state);
}

std::string status_text(unsigned status) {
  return bits_text<16>(status, {"PLL", "PPSFREQ", "PPSTIME", "FLL", "INS", "DEL", "UNSYNC", "FREQHOLD", "PPSSIGNAL",
                                "PPSJITTER", "PPSWANDER", "PPSERROR", "CLOCKERR", "NANO", "MODE", "CLK"});
}

std::string modes_text(unsigned modes) {
  return bits_text<16>(modes, {"OFFSET", "FREQUENCY", "MAXERROR", "ESTERROR", "STATUS", "TIMECONST", "", "", "", "",
                               "PLL", "FLL", "MICRO", "NANO", "CLKB", "CLKA"});
}

std::string time_text(int state, const timex& kernel, bool raw, const std::function<int(WallTime)>& zone_offset_s) {
  const int digits = counts_nanoseconds(kernel) ? 9 : 6;
  const Timestamp timestamp = rounded_timestamp(kernel);
  const std::string date = ntpq::date_text(timestamp, {.now = wall_time(kernel), .zone_offset_s = zone_offset_s});
  std::string text = fmt::format("ntp_gettime() returns code {} ({})\n  time {}, (.{:0{}}),\n", state,
                                 state_name(state), date, kernel.time.tv_usec, digits);
  text += fmt::format("  maximum error {} us, estimated error {} us", kernel.maxerror, kernel.esterror);
  if (raw) {
    text += fmt::format("  ntptime={:x}.{:x} unixtime={:x}.{:0{}} {}\n", timestamp.bits() >> 32U,
                        timestamp.bits() & 0xffffffffU, kernel.time.tv_sec, kernel.time.tv_usec, digits,
                        calendar_text(date));
  }
  return text + fmt::format(", TAI offset {}\n", kernel.tai);
}

std::string loop_text(int state, const timex& kernel) {
  const double scale = unit_us(kernel);
  std::string text = fmt::format("ntp_adjtime() returns code {} ({})\n  modes {},\n", state, state_name(state),
                                 modes_text(kernel.modes));
  text += fmt::format("  offset {:.3f} us, frequency {:.3f} ppm, interval {} s,\n",
                      static_cast<double>(kernel.offset) * scale, ppm(kernel.freq), 1U << (kernel.shift & 31));
  text += fmt::format("  maximum error {} us, estimated error {} us,\n  status {},\n", kernel.maxerror, kernel.esterror,
                      status_text(static_cast<unsigned>(kernel.status)));
  text += fmt::format("  time constant {}, precision {:.3f} us, tolerance {:.0f} ppm,\n", kernel.constant,
                      static_cast<double>(kernel.precision) * scale, ppm(kernel.tolerance));
  if (kernel.shift == 0) return text;
  text += fmt::format("  pps frequency {:.3f} ppm, stability {:.3f} ppm, jitter {:.3f} us,\n", ppm(kernel.ppsfreq),
                      ppm(kernel.stabil), static_cast<double>(kernel.jitter) * scale);
  return text + fmt::format("  intervals {}, jitter exceeded {}, stability exceeded {}, errors {}.\n", kernel.calcnt,
                            kernel.jitcnt, kernel.stbcnt, kernel.errcnt);
}

std::string cost_text(std::span<const long> fractions) {
  std::string text = fmt::format("[ us {:06}:", fractions.front());
  for (std::size_t i = 1; i < fractions.size(); ++i) text += fmt::format(" {}", fractions[i] - fractions[i - 1]);
  return text + " ]\n";
}

std::string json_text(int state, const timex& kernel) {
  const double scale = unit_us(kernel);
  const nlohmann::json object{{"state", state_name(state)},
                              {"time_ns", wall_time(kernel).nanoseconds()},
                              {"offset_us", static_cast<double>(kernel.offset) * scale},
                              {"frequency_ppm", ppm(kernel.freq)},
                              {"max_error_us", kernel.maxerror},
                              {"estimated_error_us", kernel.esterror},
                              {"status", kernel.status},
                              {"status_text", status_text(static_cast<unsigned>(kernel.status))},
                              {"time_constant", kernel.constant},
                              {"precision_us", static_cast<double>(kernel.precision) * scale},
                              {"tolerance_ppm", ppm(kernel.tolerance)},
                              {"tai_offset_s", kernel.tai}};
  return object.dump() + '\n';
}

}  // namespace foliot::ntptime

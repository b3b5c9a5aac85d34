#include "discipline/rtc_file.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <system_error>

#include "discipline/time_floor.hpp"

namespace foliot::discipline {
namespace {

constexpr std::string_view kWhiteSpace = " \t\r\n";
constexpr double kMost_ppm = 1000;
constexpr int kOffsetDecimals = 6;
constexpr int kDriftDecimals = 3;

/// The word that `text` opens with; it is taken from it.
std::string_view take_word(std::string_view& text) {
  const std::size_t start = text.find_first_not_of(kWhiteSpace);
  if (start == std::string_view::npos) return {};
  const std::size_t end = text.find_first_of(kWhiteSpace, start);
  const std::string_view word = text.substr(start, end - start);
  text = end == std::string_view::npos ? std::string_view{} : text.substr(end);
  return word;
}

std::optional<double> take_number(std::string_view& text) {
  const std::string_view word = take_word(text);
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc{} || end != word.data() + word.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::string fixed(double value, int decimals) {
  std::array<char, 400> text{};  // the longest double has 309 digits in front of the point
  const auto [end, error] =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, decimals);
  return error == std::errc{} ? std::string(text.data(), end) : "0";
}

}  // namespace

std::optional<RtcRecord> parse_rtc_record(std::string_view text) {
  const auto offset_s = take_number(text);
  const auto drift_ppm = take_number(text);
  const auto time = parse_last_good_time(take_word(text));
  if (!offset_s || !drift_ppm || !time || std::abs(*drift_ppm) > kMost_ppm) return std::nullopt;
  return RtcRecord{*offset_s, *drift_ppm, *time};
}

std::string format_rtc_record(const RtcRecord& record) {
  return fixed(record.offset_s, kOffsetDecimals) + ' ' + fixed(record.drift_ppm, kDriftDecimals) + ' ' +
         format_last_good_time(record.time);
}

}  // namespace foliot::discipline

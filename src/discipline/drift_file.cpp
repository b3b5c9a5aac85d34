#include "discipline/drift_file.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <system_error>

#include "base/check.hpp"

namespace foliot::discipline {
namespace {

constexpr std::string_view kWhiteSpace = " \t\r\n";
constexpr int kDecimals = 6;

}  // namespace

std::expected<Frequency, DriftError> parse_drift(std::string_view text) {
  const std::size_t start = text.find_first_not_of(kWhiteSpace);
  if (start == std::string_view::npos) return std::unexpected(DriftError::not_a_number);
  std::string_view word = text.substr(start, text.find_first_of(kWhiteSpace, start) - start);
  if (word.size() > 1 && word.front() == '+' && word[1] != '-') word.remove_prefix(1);
  double ppm = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), ppm);
  if (error == std::errc::result_out_of_range) return std::unexpected(DriftError::out_of_range);
  if (error != std::errc{} || end != word.data() + word.size() || std::isnan(ppm)) {
    return std::unexpected(DriftError::not_a_number);
  }
  if (!(std::abs(ppm) <= kMaxFrequency.ppm())) return std::unexpected(DriftError::out_of_range);
  return Frequency::from_ppm(ppm);
}

std::string format_drift(Frequency frequency) {
  std::array<char, 32> text{};
  const double ppm = std::isnan(frequency.ppm()) ? 0 : frequency.clamped(kMaxFrequency).ppm();
  const auto [end, error] =
      std::to_chars(text.data(), text.data() + text.size(), ppm, std::chars_format::fixed, kDecimals);
  base::check(error == std::errc{});
  std::string line(text.data(), end);
  line += '\n';
  return line;
}

}  // namespace foliot::discipline

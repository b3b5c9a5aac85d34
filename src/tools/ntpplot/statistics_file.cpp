#include "tools/ntpplot/statistics_file.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "tools/ntpq/text.hpp"

namespace foliot::ntpplot {
namespace {

constexpr double kUnixEpoch_mjd = 40'587;
constexpr double kSecondsPerDay = 86'400;
constexpr double kLargestDay_mjd = 1e6;
constexpr std::size_t kLoopFields = 7;
constexpr std::size_t kPeerFields = 8;
constexpr std::size_t kLongestName = 64;
constexpr double kLargestValue = 1e12;

struct Fields {
  std::array<std::string_view, kPeerFields + 1> words;
  std::size_t count = 0;
};

Fields split(std::string_view line) {
  Fields fields;
  while (fields.count < fields.words.size()) {
    line.remove_prefix(std::min(line.find_first_not_of(" \t\r"), line.size()));
    if (line.empty()) break;
    const std::string_view word = line.substr(0, line.find_first_of(" \t\r"));
    fields.words[fields.count++] = word;
    line.remove_prefix(word.size());
  }
  return fields;
}

std::optional<double> number(std::string_view word) {
  const auto value = ntpq::parse_decimal(word);
  return value && std::abs(*value) <= kLargestValue ? value : std::nullopt;
}

std::optional<double> time_of(const Fields& fields) {
  const auto day = number(fields.words[0]);
  const auto second = number(fields.words[1]);
  if (!day || !second || *day < 0 || *day > kLargestDay_mjd || *second < 0 || *second > kSecondsPerDay + 1) {
    return std::nullopt;
  }
  return (*day - kUnixEpoch_mjd) * kSecondsPerDay + *second;
}

/// The numbers from `first` on; nothing when one of them is none.
template <std::size_t Size>
std::optional<std::array<double, Size>> numbers(const Fields& fields, std::size_t first) {
  std::array<double, Size> values{};
  for (std::size_t i = 0; i < Size; ++i) {
    const auto value = number(fields.words[first + i]);
    if (!value) return std::nullopt;
    values[i] = *value;
  }
  return values;
}

void add(Series& series, double at_s, double value) {
  if (series.size() < kMostPoints) series.push_back({at_s, value});
}

bool read_loop_line(const Fields& fields, double at_s, History& history) {
  const auto values = numbers<5>(fields, 2);
  if (!values) return false;
  add(history.offset_s, at_s, (*values)[0]);
  add(history.frequency_ppm, at_s, (*values)[1]);
  add(history.jitter_s, at_s, (*values)[2]);
  add(history.wander_ppm, at_s, (*values)[3]);
  return true;
}

bool read_peer_line(const Fields& fields, double at_s, History& history) {
  const auto values = numbers<4>(fields, 4);
  if (!values || fields.words[2].size() > kLongestName) return false;
  Source* source = history.source(ntpq::escaped(fields.words[2]));
  if (source == nullptr) return true;
  add(source->offset_s, at_s, (*values)[0]);
  add(source->delay_s, at_s, (*values)[1]);
  add(source->jitter_s, at_s, (*values)[3]);
  return true;
}

bool read_line(std::string_view line, History& history) {
  const Fields fields = split(line);
  if (fields.count == 0 || fields.words[0].starts_with('#')) return true;
  if (fields.count != kLoopFields && fields.count != kPeerFields) return false;
  const auto at_s = time_of(fields);
  if (!at_s) return false;
  return fields.count == kLoopFields ? read_loop_line(fields, *at_s, history) : read_peer_line(fields, *at_s, history);
}

}  // namespace

std::size_t read_statistics(std::string_view text, History& history) {
  std::size_t strange = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (!read_line(text.substr(0, end), history)) ++strange;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return strange;
}

}  // namespace foliot::ntpplot

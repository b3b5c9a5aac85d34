#include "sim/line_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace foliot::sim {
namespace {

constexpr std::string_view kBlanks = " \t\r\f\v";
constexpr std::size_t kLongestShown = 40;

std::string printable(std::string_view text) {
  std::string shown(text.substr(0, kLongestShown));
  std::ranges::replace_if(
      shown, [](char c) { return c < ' ' || c > '~'; }, '?');
  return text.size() > kLongestShown ? shown + "..." : shown;
}

/// The shortest decimal text of a bound.
std::string to_short_text(double value) {
  char buffer[32];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
  return error == std::errc{} ? std::string(buffer, end) : std::string();
}

}  // namespace

std::string to_text(const WorldError& error, std::string_view file) {
  const std::string found = error.word.empty() ? "the line ends here" : "`" + printable(error.word) + "`";
  return std::string(file) + ':' + std::to_string(error.line) + ':' + std::to_string(error.column) + ": " + found +
         "; expected " + error.expected;
}

LineReader::LineReader(std::string_view line, int number) : text_(line), line_(number) {
  std::size_t at = 0;
  while ((at = line.find_first_not_of(kBlanks, at)) != std::string_view::npos && line[at] != '#') {
    const bool quoted = line[at] == '"';
    const std::size_t start = quoted ? at + 1 : at;
    const std::size_t end = std::min(quoted ? line.find('"', start) : line.find_first_of(kBlanks, start), line.size());
    words_.push_back({line.substr(start, end - start), static_cast<int>(at) + 1});
    at = std::min(quoted ? end + 1 : end, line.size());
  }
}

std::string_view LineReader::word(std::string_view expected) {
  if (error_) return {};
  if (next_ == words_.size()) {
    error_ = WorldError{line_, static_cast<int>(text_.size()) + 1, {}, std::string(expected)};
    return {};
  }
  return words_[next_++].text;
}

bool LineReader::take(std::string_view word) {
  if (done() || words_[next_].text != word) return false;
  ++next_;
  return true;
}

double LineReader::quantity(Unit unit, double low, double high) {
  const std::string_view text = word(examples_of(unit));
  if (error_) return 0;
  const auto value = parse_quantity(text, unit);
  if (!value) {
    fail(examples_of(unit));
    return 0;
  }
  if (*value < low || *value > high) {
    fail("a value from " + to_short_text(low) + " to " + to_short_text(high));
    return 0;
  }
  return *value;
}

int LineReader::integer(int low, int high) {
  const double value = quantity(Unit::number, low, high);
  if (value != std::floor(value)) fail("a whole number");
  return static_cast<int>(value);
}

std::string_view LineReader::rest() {
  if (done()) return {};
  const std::string_view rest = text_.substr(static_cast<std::size_t>(words_[next_].column) - 1);
  next_ = words_.size();
  return rest;
}

void LineReader::require(std::string_view word) {
  if (!take(word)) fail_next("`" + std::string(word) + "`");
}

void LineReader::fail_next(std::string_view expected) {
  static_cast<void>(word(expected));
  fail(expected);
}

void LineReader::fail(std::string_view expected) {
  if (error_ || next_ == 0) return;
  const Word& last = words_[next_ - 1];
  error_ = WorldError{line_, last.column, std::string(last.text.empty() ? "\"\"" : last.text), std::string(expected)};
}

}  // namespace foliot::sim

#include "config/line.hpp"

#include <utility>

namespace foliot::config {

Line::Line(std::span<const Word> words, const Place& start, FindingList& findings, bool remote)
    : words_(words), start_(start), findings_(findings), remote_(remote) {}

const Word* Line::peek() const {
  return lost_ || next_ == words_.size() ? nullptr : &words_[next_];
}

const Word* Line::take() {
  const Word* word = peek();
  if (word != nullptr) ++next_;
  return word;
}

const Word* Line::take_or_lose(std::string_view expected) {
  const Word* word = take();
  if (word == nullptr && !lost_) {
    lose(words_[next_ - 1], {.code = FindingCode::missing_argument, .expected = std::string(expected)});
  }
  return word;
}

std::optional<base::IpFamily> Line::take_family() {
  const Word* word = peek();
  if (word == nullptr || word->quoted || (word->text != "-4" && word->text != "-6")) return std::nullopt;
  take();
  return word->text == "-4" ? base::IpFamily::v4 : base::IpFamily::v6;
}

void Line::expect_end() {
  if (const Word* word = take()) lose(*word, {.code = FindingCode::trailing_text, .expected = "the end of the line"});
}

void Line::lose(const Word& word, Fault fault) {
  report(Severity::error, word, std::move(fault), true);
  lost_ = true;
}

void Line::skip(const Word& word, std::string_view expected) {
  report(Severity::warning, word, {.code = FindingCode::not_supported, .expected = std::string(expected)}, true);
  lost_ = true;
}

void Line::hold(const Word& word) {
  if (held_ == nullptr) held_ = &word;
}

void Line::warn(const Word& word, Fault fault) {
  report(Severity::warning, word, std::move(fault), false);
}

void Line::warn_once(const Word& word, Fault fault) {
  if (!findings_.contains(fault.code, word.text)) warn(word, std::move(fault));
}

void Line::lose_unknown(const Word& word, FindingCode code, Group group, std::string expected) {
  Fault fault{.code = code, .expected = std::move(expected)};
  if (word.quoted) {
    fault.expected = "a word without quotes";
  } else {
    fault.suggestion = nearest_word(group, word.text);
  }
  lose(word, std::move(fault));
}

Place Line::place_of(const Word& word) const {
  return {start_.file, start_.line, word.column};
}

void Line::report(Severity severity, const Word& word, Fault fault, bool line_lost) {
  findings_.add({.severity = severity,
                 .code = fault.code,
                 .place = place_of(word),
                 .word = word.text,
                 .expected = std::move(fault.expected),
                 .suggestion = std::move(fault.suggestion),
                 .line_lost = line_lost});
}

}  // namespace foliot::config

#include "config/options.hpp"

#include <algorithm>
#include <string>

#include "config/numbers.hpp"

namespace foliot::config {
namespace {

/// What a message calls the value of `keyword`.
std::string describe(const Keyword& keyword) {
  switch (keyword.shape) {
    case Shape::integer:
      return "an integer";
    case Shape::number:
      return "a number";
    case Shape::boolean:
      return "0 or 1";
    default:
      return std::string(keyword.arguments);
  }
}

const Keyword* known(Line& line, Group group, const Word& word) {
  const Keyword* keyword = word.quoted ? nullptr : find_keyword(group, word.text);
  if (keyword == nullptr) {
    line.lose_unknown(word, FindingCode::unknown_option, group, "one of " + working_words(group));
  }
  return keyword;
}

/// Integers of any use here are exact in a double; the huge ones only need to stay out of range.
bool read_integer(Line& line, Option& option) {
  const Word& word = *option.argument;
  const auto value = word.quoted ? std::nullopt : parse_integer(word.text);
  if (!value) {
    line.lose(word, {.code = FindingCode::bad_number, .expected = describe(*option.keyword)});
    return false;
  }
  option.integer = *value;
  const auto range = option.keyword->shape == Shape::boolean ? Range{0, 1} : option.keyword->range;
  if (!range) return true;
  option.integer = static_cast<std::int64_t>(bring_into(*range, static_cast<double>(*value), line, word));
  return !line.lost();
}

bool read_number(Line& line, Option& option) {
  const Word& word = *option.argument;
  const auto value = word.quoted ? std::nullopt : parse_number(word.text);
  if (!value) {
    line.lose(word, {.code = FindingCode::bad_number, .expected = describe(*option.keyword)});
    return false;
  }
  option.number = option.keyword->range ? bring_into(*option.keyword->range, *value, line, word) : *value;
  return !line.lost();
}

}  // namespace

double bring_into(const Range& range, double value, Line& line, const Word& word) {
  const double inside = std::clamp(value, range.low, range.high);
  if (inside == value) return value;
  const std::string limits = number_text(range.low) + " to " + number_text(range.high);
  if (range.strict) {
    line.lose(word, {.code = FindingCode::out_of_range, .expected = limits});
  } else {
    line.warn(word, {.code = FindingCode::out_of_range, .expected = limits + ", taken as " + number_text(inside)});
  }
  return inside;
}

bool read_argument(Line& line, Option& option) {
  const Shape shape = option.keyword->shape;
  if (shape == Shape::nothing) return true;
  option.argument = line.take_or_lose(describe(*option.keyword));
  if (option.argument == nullptr) return false;
  if (shape == Shape::integer || shape == Shape::boolean) return read_integer(line, option);
  return shape != Shape::number || read_number(line, option);
}

void require_word(Line& line, Group group) {
  if (line.peek() == nullptr) static_cast<void>(line.take_or_lose("one of " + working_words(group)));
}

std::optional<Option> read_only_value(Line& line) {
  Option option{.keyword = find_keyword(Group::directive, line.directive().text), .word = &line.directive()};
  if (!read_argument(line, option)) return std::nullopt;
  line.expect_end();
  return line.lost() ? std::nullopt : std::optional(option);
}

void tell_support(Line& line, const Keyword& keyword, const Word& word) {
  const std::string meaning(keyword.meaning);
  switch (keyword.support) {
    case Support::pending:
      return line.warn_once(word, {.code = FindingCode::not_supported_yet});
    case Support::held:
      return line.hold(word);
    case Support::ignored:
      return line.warn_once(word, {.code = FindingCode::no_effect,
                                   .expected = keyword.tag == Tag::legacy ? "legacy word: " + meaning : meaning});
    case Support::works:
    case Support::refused:
      return;
  }
}

std::optional<Option> next_option(Line& line, Group group) {
  while (const Word* word = line.take()) {
    const Keyword* keyword = known(line, group, *word);
    if (keyword == nullptr) return std::nullopt;
    if (line.remote() && is_file_only(group, word->text)) {
      line.lose(*word, {.code = FindingCode::not_by_remote});
      return std::nullopt;
    }
    if (keyword->support == Support::refused) {
      line.skip(*word);
      return std::nullopt;
    }
    Option option{.keyword = keyword, .word = word};
    if (!read_argument(line, option)) return std::nullopt;
    tell_support(line, *keyword, *word);
    if (keyword->support == Support::ignored) continue;
    line.note_option(*word);
    return option;
  }
  return std::nullopt;
}

}  // namespace foliot::config

// `trustedkey`, `controlkey` and `nts`: which keys are believed.
#include <algorithm>
#include <string>

#include "config/directives.hpp"
#include "config/numbers.hpp"
#include "config/options.hpp"
#include "config/value_words.hpp"

namespace foliot::config {
namespace {

constexpr std::int64_t kHighestKey = 65535;
constexpr std::string_view kExpected = "a key number from 1 to 65535, or (LOW ... HIGH)";
constexpr std::string_view kEllipsis = "...";

bool is_special(const Word* word, std::string_view text) {
  return word != nullptr && !word->quoted && word->text == text;
}

/// Loses the line when `text`, at `word`, is no key number.
std::uint32_t key_number(std::string_view text, const Word& word, Line& line) {
  const auto value = word.quoted ? std::nullopt : parse_integer(text);
  if (value && *value >= 1 && *value <= kHighestKey) return static_cast<std::uint32_t>(*value);
  const auto code = value ? FindingCode::out_of_range : FindingCode::bad_number;
  line.lose(word, {.code = code, .expected = std::string(kExpected)});
  return 0;
}

std::uint32_t take_key(Line& line) {
  const Word* word = line.take_or_lose(kExpected);
  return word == nullptr ? 0 : key_number(word->text, *word, line);
}

void take_special(Line& line, std::string_view text) {
  const Word* word = line.take_or_lose(text);
  if (word == nullptr || is_special(word, text)) return;
  line.lose(*word, {.code = FindingCode::trailing_text, .expected = std::string(text)});
}

/// `LOW ... HIGH)`, after the bracket; also without blanks around the dots.
KeyRange take_range(Line& line) {
  const Word* first = line.peek();
  const std::size_t dots = first == nullptr ? std::string::npos : first->text.find(kEllipsis);
  KeyRange range;
  if (dots != std::string::npos && dots != 0) {
    line.take();
    const std::string_view text = first->text;
    range.low = key_number(text.substr(0, dots), *first, line);
    range.high = key_number(text.substr(dots + kEllipsis.size()), *first, line);
  } else {
    range.low = take_key(line);
    take_special(line, kEllipsis);
    range.high = take_key(line);
  }
  take_special(line, ")");
  return range;
}

}  // namespace

void add_keys(KeyRanges& keys, KeyRange range) {
  const auto touches = [](const KeyRange& a, const KeyRange& b) { return a.low <= b.high + 1 && b.low <= a.high + 1; };
  std::erase_if(keys, [&](const KeyRange& other) {
    if (!touches(range, other)) return false;
    range = {std::min(range.low, other.low), std::max(range.high, other.high)};
    return true;
  });
  keys.insert(std::ranges::upper_bound(keys, range.low, {}, &KeyRange::low), range);
}

bool contains_key(const KeyRanges& keys, std::uint32_t key) {
  return std::ranges::any_of(keys, [key](const KeyRange& range) { return range.low <= key && key <= range.high; });
}

void read_trustedkey(Line& line, Reading& reading) {
  KeyRanges draft = reading.config.trusted_keys;
  if (line.peek() == nullptr) static_cast<void>(line.take_or_lose(kExpected));
  while (line.peek() != nullptr) {
    KeyRange range;
    const Word& first = *line.peek();
    if (is_special(&first, "(")) {
      line.take();
      range = take_range(line);
    } else {
      range.low = range.high = take_key(line);
    }
    if (line.lost()) return;
    if (range.low > range.high) {
      return line.lose(first, {.code = FindingCode::out_of_range, .expected = "the lower key first"});
    }
    add_keys(draft, range);
  }
  reading.config.trusted_keys = std::move(draft);
}

void read_controlkey(Line& line, Reading& reading) {
  if (const auto key = read_only_value(line)) reading.config.control_key = static_cast<std::uint32_t>(key->integer);
}

void read_nts(Line& line, Reading& reading) {
  NtsSettings draft = reading.config.nts;
  require_word(line, Group::nts_word);
  while (const auto option = next_option(line, Group::nts_word)) {
    if (option->keyword->word == "disable") {
      draft.server = false;
    } else {
      set_word(kNtsWords, draft, *option);
    }
  }
  if (!line.lost()) reading.config.nts = std::move(draft);
}

}  // namespace foliot::config

// `statistics`, `filegen`, `logconfig`, `setvar` and `reset`: what is written where.
#include <algorithm>
#include <cstddef>
#include <string>

#include "config/directives.hpp"
#include "config/hosts.hpp"
#include "config/log_words.hpp"
#include "config/options.hpp"

namespace foliot::config {
namespace {

constexpr std::size_t kMaxVariables = 256;

/// Only for words that the table has.
std::size_t kind_of(std::string_view word) {
  return static_cast<std::size_t>(std::ranges::find(kStatisticsWords, word) - kStatisticsWords.begin());
}

void set_type(Filegen& draft, const Option& option, Line& line) {
  const Word* word = option.argument;
  const auto* type = std::ranges::find(kFilegenTypeWords, word->text);
  if (word->quoted || type == kFilegenTypeWords.end()) {
    return line.lose(*word, {.code = FindingCode::unknown_option, .expected = std::string(option.keyword->arguments)});
  }
  draft.type = static_cast<FilegenType>(type - kFilegenTypeWords.begin());
}

void set_file(Filegen& draft, const Word& word, Line& line) {
  if (word.text.empty() || !is_path(word.text)) {
    return line.lose(word, {.code = FindingCode::bad_value, .expected = "a name without control characters"});
  }
  draft.file = word.text;
}

void set_filegen_word(Filegen& draft, const Option& option, Line& line) {
  const std::string_view word = option.keyword->word;
  if (word == "file") set_file(draft, *option.argument, line);
  if (word == "type") set_type(draft, option, line);
  if (word == "link" || word == "nolink") draft.link = word == "link";
  if (word == "enable" || word == "disable") draft.switched = word == "enable";
}

/// NAME, with `=VALUE` behind it where no blanks stand around the sign.
void take_variable(Line& line, Variable& draft) {
  constexpr std::string_view kExpected = "NAME = VALUE";
  const Word* name = line.take_or_lose(kExpected);
  if (name == nullptr) return;
  const std::size_t sign = name->quoted ? std::string::npos : name->text.find('=');
  draft.name = name->text.substr(0, sign);
  if (!is_variable_name(draft.name)) {
    return line.lose(*name, {.code = FindingCode::bad_value, .expected = "a name of letters, digits, - _ and ."});
  }
  if (sign != std::string::npos && sign + 1 < name->text.size()) {
    draft.value = name->text.substr(sign + 1);
    return;
  }
  const Word* equals = sign == std::string::npos ? line.take_or_lose("=") : nullptr;
  if (equals != nullptr && (equals->quoted || equals->text != "=")) {
    return line.lose(*equals, {.code = FindingCode::trailing_text, .expected = "="});
  }
  const Word* value = line.take_or_lose(kExpected);
  if (value == nullptr) return;
  draft.value = value->text;
  if (!is_path(value->text)) {
    line.lose(*value, {.code = FindingCode::bad_value, .expected = "a value without control characters"});
  }
}

}  // namespace

void read_statistics(Line& line, Reading& reading) {
  Filegens draft = reading.config.filegens;
  require_word(line, Group::statistics_word);
  while (const auto option = next_option(line, Group::statistics_word))
    draft[kind_of(option->keyword->word)].listed = true;
  if (!line.lost()) reading.config.filegens = std::move(draft);
}

void read_filegen(Line& line, Reading& reading) {
  require_word(line, Group::statistics_word);
  const Word* word = line.take();
  if (word == nullptr) return;
  const Keyword* kind = word->quoted ? nullptr : find_keyword(Group::statistics_word, word->text);
  if (kind == nullptr) {
    return line.lose_unknown(*word, FindingCode::unknown_option, Group::statistics_word,
                             "one of " + working_words(Group::statistics_word));
  }
  Filegen draft = reading.config.filegens[kind_of(kind->word)];
  draft.switched = true;
  while (const auto option = next_option(line, Group::filegen_word)) set_filegen_word(draft, *option, line);
  if (line.lost()) return;
  tell_support(line, *kind, *word);
  if (kind->support != Support::ignored) reading.config.filegens[kind_of(kind->word)] = std::move(draft);
}

void read_logconfig(Line& line, Reading& reading) {
  LogMask draft = reading.config.log_mask;
  if (line.peek() == nullptr) static_cast<void>(line.take_or_lose(kLogWordForm));
  while (const Word* word = line.take()) {
    std::string text = word->text;
    if (text == "=" || text == "+" || text == "-") {  // a blank after the sign
      const Word* next = line.take_or_lose(kLogWordForm);
      if (next == nullptr) return;
      text += next->text;
    }
    if (!apply_log_word(draft, text)) {
      line.warn(*word, {.code = FindingCode::unknown_option, .expected = std::string(kLogWordForm)});
    }
  }
  if (!line.lost()) reading.config.log_mask = draft;
}

void read_setvar(Line& line, Reading& reading) {
  Variable draft;
  take_variable(line, draft);
  if (const Word* word = line.take()) {
    draft.is_default = !word->quoted && word->text == "default";
    if (!draft.is_default) line.lose(*word, {.code = FindingCode::trailing_text, .expected = "default"});
  }
  line.expect_end();
  if (line.lost()) return;
  auto& variables = reading.config.variables;
  const auto known = std::ranges::find(variables, draft.name, &Variable::name);
  if (known != variables.end()) {
    *known = std::move(draft);
  } else if (variables.size() < kMaxVariables) {
    variables.push_back(std::move(draft));
  } else {
    line.lose(line.directive(), {.code = FindingCode::bad_value, .expected = "at most 256 variables"});
  }
}

void read_reset(Line& line, Reading& reading) {
  Counters draft = reading.commands.reset;
  require_word(line, Group::reset_word);
  while (const auto option = next_option(line, Group::reset_word)) {
    const auto bit = std::ranges::find(kCounterWords, option->keyword->word) - kCounterWords.begin();
    draft.bits = static_cast<std::uint8_t>(draft.bits | 1U << static_cast<unsigned>(bit));
  }
  if (!line.lost()) reading.commands.reset = draft;
}

}  // namespace foliot::config

// Reading `WORD [VALUE] WORD [VALUE] ...` by the keyword table.
#pragma once

#include <cstdint>
#include <optional>

#include "config/keywords.hpp"
#include "config/line.hpp"

namespace foliot::config {

/// One word of the table with its value, of the shape and in the range that the table asks for.
struct Option {
  const Keyword* keyword = nullptr;
  const Word* word = nullptr;
  const Word* argument = nullptr;  ///< null when the word takes none
  std::int64_t integer = 0;        ///< of an integer or a boolean
  double number = 0;               ///< of a number
};

/// The next option to be kept. Words without effect are passed over with a warning. Nothing at the end of the line
/// or after a fault, which loses the line.
[[nodiscard]] std::optional<Option> next_option(Line& line, Group group);

/// Loses the line when there is no word left.
void require_word(Line& line, Group group);

/// The one value of a directive, of which nothing follows; nothing after a fault.
[[nodiscard]] std::optional<Option> read_only_value(Line& line);

/// Says of a word that was read what the table knows about its support; nothing of one that works.
void tell_support(Line& line, const Keyword& keyword, const Word& word);

/// Reads the value that `option.keyword` asks for into `option`; false after a fault, which loses the line.
bool read_argument(Line& line, Option& option);

/// `value` brought into `range`, with a warning about `word` where that changed it. Loses the line when the range
/// is strict.
[[nodiscard]] double bring_into(const Range& range, double value, Line& line, const Word& word);

}  // namespace foliot::config

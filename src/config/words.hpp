// The words of one line of ntp.conf, as the classic scanner cuts them.
//
// Blanks separate words; `#` outside quotes ends the line, even inside a word; a quoted stretch ends at the next
// quote or at the end of the line and ends its word. The characters { } ( ) , ; | = are words of their own, except
// where the word before asks for a plain string (`server`, `driftfile`, ...): keyword_table.cpp says which do.
// Source: the documented rules of the classic configuration language; RFCs say nothing about it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace foliot::config {

inline constexpr std::size_t kMaxWordBytes = 1024;
inline constexpr std::size_t kMaxWordsPerLine = 1024;

struct Word {
  std::string text;
  int column = 0;       ///< from 1, in bytes; of the opening quote where there is one
  bool quoted = false;  ///< some of it stood in quotes: never a keyword, never a number
};

/// Why a line cannot be cut into words, and where.
struct WordTrouble {
  enum class Kind : std::uint8_t { word_too_long, too_many_words };
  Kind kind = Kind::word_too_long;
  Word word;  ///< its first bytes
};

/// `line` without its newline, any bytes. No words for a blank or comment line.
[[nodiscard]] std::expected<std::vector<Word>, WordTrouble> split_words(std::string_view line);

}  // namespace foliot::config

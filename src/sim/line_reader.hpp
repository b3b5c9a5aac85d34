// LineReader: the words of one line of a world file, with the columns that errors name.
//
// Sticky: after the first error every read gives a zero, so a statement is read whole and checked once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/quantity.hpp"

namespace foliot::sim {

/// What is wrong with a world file, and where. Line and column count from 1.
struct WorldError {
  int line = 0;
  int column = 0;
  std::string word;      ///< what stands there; empty: the line ends there
  std::string expected;  ///< what should stand there, or why that cannot be
};

/// `FILE:LINE:COLUMN: ...` in printable ASCII, long words shortened.
[[nodiscard]] std::string to_text(const WorldError& error, std::string_view file);

class LineReader {
 public:
  /// Words are separated by blanks; one in double quotes may hold blanks; `#` at the start of a word begins a comment.
  LineReader(std::string_view line, int number);

  [[nodiscard]] bool done() const { return error_ || next_ == words_.size(); }
  [[nodiscard]] bool ok() const { return !error_; }
  [[nodiscard]] const std::optional<WorldError>& error() const { return error_; }
  [[nodiscard]] int line() const { return line_; }

  /// The next word; expected: what it stands for, for the message when there is none.
  std::string_view word(std::string_view expected);
  /// Takes the next word if it is `word`.
  bool take(std::string_view word);
  /// The next word as a quantity within [low, high].
  double quantity(Unit unit, double low, double high);
  /// The same for whole numbers.
  int integer(int low, int high);
  /// Everything from the next word to the end of the line, as written.
  std::string_view rest();
  /// The next word must be `word`.
  void require(std::string_view word);
  /// The word read last was not right.
  void fail(std::string_view expected);
  /// The next word is not right, or missing.
  void fail_next(std::string_view expected);

 private:
  struct Word {
    std::string_view text;
    int column = 0;
  };

  std::string_view text_;
  int line_;
  std::vector<Word> words_;
  std::size_t next_ = 0;
  std::optional<WorldError> error_;
};

}  // namespace foliot::sim

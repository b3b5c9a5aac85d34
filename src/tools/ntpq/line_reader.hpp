// LineReader: where the lines of an interactive session come from. On a terminal they can be edited, called back and
// completed, when the program was built with libedit; else they are read as they come.
#pragma once

#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/ntpq/interrupts.hpp"

namespace foliot::ntpq {

class LineReader {
 public:
  virtual ~LineReader() = default;
  /// The next line, without its end; nothing at the end of the input. Empty after Ctrl-C.
  [[nodiscard]] virtual std::optional<std::string> read(std::string_view prompt) = 0;
};

/// Reads from a stream, and writes the prompt, if any, to another.
class StreamLineReader final : public LineReader {
 public:
  StreamLineReader(std::istream& in, std::ostream& out) : in_(&in), out_(&out) {}
  [[nodiscard]] std::optional<std::string> read(std::string_view prompt) override;

 private:
  std::istream* in_;
  std::ostream* out_;
};

/// For the terminal that is standard input. Null when the program was built without libedit, or the terminal cannot be
/// used like that.
[[nodiscard]] std::unique_ptr<LineReader> make_terminal_reader(Interrupts& interrupts);

/// What completes the beginning of a command: the rest of its name and a blank when there is one, as much as all have
/// in common when there are several.
[[nodiscard]] std::string completion_of(std::string_view beginning, const std::vector<std::string_view>& names);
/// Lines with a secret in them are not remembered.
[[nodiscard]] bool is_worth_remembering(std::string_view line);

}  // namespace foliot::ntpq

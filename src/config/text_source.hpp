// TextSource: the seam through which the parser gets the text of an included file. Reading files is the shells' work.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace foliot::config {

struct SourceText {
  std::string name;  ///< names the places in it
  std::string text;
};

class TextSource {
 public:
  TextSource() = default;
  TextSource(const TextSource&) = delete;
  TextSource& operator=(const TextSource&) = delete;
  virtual ~TextSource() = default;

  /// What `includefile PATH` in the file `from` stands for: one file, or those of a folder, in order. Errors: why it
  /// cannot be read, for people.
  [[nodiscard]] virtual std::expected<std::vector<SourceText>, std::string> read(std::string_view path,
                                                                                 std::string_view from) = 0;
};

}  // namespace foliot::config

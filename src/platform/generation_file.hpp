// GenerationFile: a file that is appended to under a name that changes from time to time, while a second, unchanging
// name leads to the present one (a hard link).
//
// The rules are those of the classic daemon: what stands under the unchanging name and is no second link of a file is
// renamed, not lost; when the new file cannot be opened, the old one is used on. Symbolic links are not followed.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "platform/fd.hpp"
#include "platform/sys_error.hpp"

namespace foliot::platform {

struct GenerationName {
  std::string base;    ///< the unchanging name
  std::string suffix;  ///< empty: the file has the unchanging name itself
  bool link = true;    ///< whether the unchanging name leads to the file
  friend bool operator==(const GenerationName&, const GenerationName&) = default;
};

class GenerationFile {
 public:
  /// Appends to the file of that name, which is made if need be. All of it or, when the
  /// disk is full, nothing. Error: the last thing that went wrong; it may have gone to the file before all the same.
  [[nodiscard]] std::expected<void, SysError> append(const GenerationName& name, std::string_view text);
  void close();

 private:
  [[nodiscard]] std::expected<void, SysError> open(const GenerationName& name);

  Fd file_;
  GenerationName name_;
  unsigned saved_ = 0;  ///< files that were renamed
};

}  // namespace foliot::platform

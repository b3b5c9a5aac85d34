// Where our own bugs end: one line on standard error, then abort.
#include "base/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace foliot::base {

void check(bool condition, std::source_location where) {
  if (condition) return;
  std::fputs("foliot: internal error at ", stderr);
  std::fputs(where.file_name(), stderr);
  std::fputs(": ", stderr);
  std::fputs(where.function_name(), stderr);
  std::fputs("\n", stderr);
  std::abort();
}

}  // namespace foliot::base

// Where our own bugs end: one line on standard error, then abort.
#include "base/check.hpp"

#include <cstdio>
#include <cstdlib>
#include <initializer_list>

namespace foliot::base {

void check(bool condition, std::source_location where) {
  if (condition) return;
  for (const char* part : {"foliot: internal error at ", where.file_name(), ": ", where.function_name(), "\n"}) {
    static_cast<void>(std::fputs(part, stderr));  // nothing is left to do when this fails
  }
  std::abort();
}

}  // namespace foliot::base

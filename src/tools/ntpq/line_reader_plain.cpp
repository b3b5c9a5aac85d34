// Without libedit: lines are not edited.
#include "tools/ntpq/line_reader.hpp"

namespace foliot::ntpq {

std::unique_ptr<LineReader> make_terminal_reader(Interrupts&) {
  return nullptr;
}

}  // namespace foliot::ntpq

// check(): guards our own bugs, never input.
//
// A failed check means that this program is wrong; it ends at once with the place.
// Nothing that comes from a network, file, kernel or user may ever reach one.
#pragma once

#include <source_location>

namespace foliot::base {

/// Ends the program (abort) with file and line when `condition` is false.
void check(bool condition, std::source_location where = std::source_location::current());

}  // namespace foliot::base

// The variables of a reference clock (RFC 9327 section 4) and what each shows.
#pragma once

#include <span>

#include "control/variable_list.hpp"
#include "control/views.hpp"

namespace foliot::control {

/// A clock, and whether what it does not have is told as well, because somebody asked for it by name.
struct ClockVariables {
  ClockView clock;
  bool by_name = false;
};

/// In the order in which they are told.
[[nodiscard]] std::span<const Variable<ClockVariables>> clock_variables();

}  // namespace foliot::control

// The words of the log: each Report of the engine as the line that the classic daemon would write.
//
// Protocol events keep its shape, `ADDRESS STATUS EVENT name details`, which scripts look for; what an
// administrator has to act on is a sentence that says what to do.
#pragma once

#include <string>

#include "engine/actions.hpp"
#include "engine/engine.hpp"

namespace foliot::daemon {

/// That the machine's clock may not be set, once.
inline constexpr const char* kReadOnlyText =
    "no permission to set the clock (CAP_SYS_TIME): it is left alone; its error is tracked, and time is served "
    "corrected by it";

/// One line, without time and program name.
[[nodiscard]] std::string log_text(const engine::Report& report, engine::Engine& engine);

}  // namespace foliot::daemon

// How answers are printed: variables as `rv` prints them, and the outcome of settings, each as text or as JSON.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "tools/ntpq/cooked.hpp"
#include "tools/ntpq/json.hpp"
#include "tools/ntpq/session.hpp"

namespace foliot::ntpq {

[[nodiscard]] CookedStyle cooked_style(Session& session);

/// What was asked, for the way its answer is printed.
struct Asked {
  std::uint16_t association_id = 0;
  StatusKind kind = StatusKind::association;
  bool with_status = true;
};

/// Prints the answer to a question for variables, cooked, raw or as JSON.
void print_variables(Session& session, const Asked& asked, const Answer& answer);
/// `No information returned for association 17`
[[nodiscard]] std::string nothing_returned(const Asked& asked);
/// An answer as it was sent, safe for a terminal, without carriage returns.
[[nodiscard]] std::string raw_text(const Answer& answer);

/// Prints `text`, or with --json the fields. `text` is safe for a terminal.
void report(Session& session, std::string_view text, const Fields& fields);

}  // namespace foliot::ntpq

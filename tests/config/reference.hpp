// The reference of ntp.conf, as markdown and as a manual page, made from the keyword table that the parser uses.
#pragma once

#include <string>

namespace foliot::config {

[[nodiscard]] std::string reference_markdown();
[[nodiscard]] std::string reference_manual();

}  // namespace foliot::config

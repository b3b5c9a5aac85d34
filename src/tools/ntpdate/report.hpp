// What ntpdate prints of servers: the line of -q, the block of -d, and JSON.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "tools/ntpdate/select.hpp"
#include "tools/ntpq/dates.hpp"
#include "tools/oneshot/server.hpp"

namespace foliot::ntpdate {

/// `+0.001358`: seconds, six decimals, always with a sign (classic 4.2.8p14).
[[nodiscard]] std::string offset_text(Interval offset);

/// `server 192.0.2.1, stratum 2, offset +0.001358, delay 0.03622`
[[nodiscard]] std::string server_line(const oneshot::Server& server, const oneshot::Filtered& filtered);

/// All that -d tells of a server, with an empty line at the end.
[[nodiscard]] std::string server_block(const oneshot::Server& server, const oneshot::Filtered& filtered,
                                       const ntpq::DateStyle& style);

struct Result {
  std::span<const oneshot::Server> servers;
  std::span<const oneshot::Filtered> filtered;
  Choice choice;
  std::string_view action;  ///< step, adjust or none
  bool done = false;        ///< the clock was set
};

/// One object on one line; each number's name ends in its unit.
[[nodiscard]] std::string to_json(const Result& result);

}  // namespace foliot::ntpdate

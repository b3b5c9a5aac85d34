// Which of several servers is believed: the classic one-shot client's choice.
//
// Of the servers that pass the tests the five nearest of at most two strata are kept, and the one that disagrees most
// with the others is thrown out until they agree; the best of what is left wins. Lengths are in units of 2^-16 s, as
// there, so that the choice is the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "tools/oneshot/server.hpp"

namespace foliot::ntpdate {

enum class Unfit : std::uint8_t {
  no_data,
  stratum,      ///< it follows nobody
  too_far,      ///< a round trip of over 8 s
  leap,         ///< it says that it is not synchronised
  very_broken,  ///< it was set later than it answered
  too_old,      ///< it was set over a day ago
  untrusted,    ///< its replies are not sealed with the key
};

[[nodiscard]] std::string_view to_string(Unfit reason);

struct Dropped {
  std::size_t server = 0;
  Unfit reason = Unfit::no_data;
  friend bool operator==(const Dropped&, const Dropped&) = default;
};

struct Choice {
  std::optional<std::size_t> server;
  std::vector<Dropped> dropped;  ///< in the order of the servers
};

/// filtered: of each server.
[[nodiscard]] Choice select(std::span<const oneshot::Server> servers, std::span<const oneshot::Filtered> filtered);

}  // namespace foliot::ntpdate

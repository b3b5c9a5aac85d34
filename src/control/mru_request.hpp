// What a READ_MRU request asks for: how much, which clients, and where in the list to go on.
//
// The list changes while it is read, and the server keeps no state for readers. So a reader says which entries it had
// last, by address and time; the first of them that has not moved since is where it goes on (`ntpq -c mrulist`).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/fixed_vector.hpp"
#include "base/ip_address.hpp"
#include "time/timestamp.hpp"

namespace foliot::control {

struct MruRequest {
  static constexpr std::size_t kMostPriors = 16;
  static constexpr unsigned kMostRows = 256;
  static constexpr unsigned kMostFragments = 128;

  /// An entry that the reader has: its address and when it was heard of last.
  struct Prior {
    base::SocketAddress address;
    Timestamp last;
  };

  std::string_view nonce;  ///< points into the request
  unsigned fragments = 0;  ///< 0: not said
  unsigned rows = 0;       ///< `limit`; 0: not said
  std::uint32_t mincount = 0;
  std::uint32_t mindrop = 0;
  double minscore = 0;
  std::uint16_t all_flags = 0;  ///< `resall`
  std::uint16_t any_flags = 0;  ///< `resany`
  std::uint32_t maxlstint_s = 0;
  std::uint32_t minlstint_s = 0;
  std::optional<base::IpAddress> local;  ///< `laddr`
  std::uint32_t recent = 0;              ///< only so many, the last ones; 0: all
  base::FixedVector<Prior, kMostPriors> priors;

  /// Whether it says how much it wants, and not too much.
  [[nodiscard]] bool has_limits() const {
    return (fragments > 0 || (rows > 0 && rows <= kMostRows)) && fragments <= kMostFragments;
  }
};

/// Unknown names end the reading, as in classic; nothing when a value is none, then there is no answer at all.
[[nodiscard]] std::optional<MruRequest> parse_mru_request(std::string_view text);

}  // namespace foliot::control

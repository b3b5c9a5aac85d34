// RestrictFlags: what a `restrict` line denies, as in the classic configuration language.
#pragma once

#include <cstdint>

namespace foliot::access {

/// One bit per flag word of `restrict`.
enum class Restrict : std::uint32_t {
  ignore = 1U << 0U,    ///< drop everything
  noserve = 1U << 1U,   ///< no time service
  noquery = 1U << 2U,   ///< no mode 6
  nomodify = 1U << 3U,  ///< no mode 6 writes
  nomrulist = 1U << 4U,
  nopeer = 1U << 5U,  ///< no unsolicited associations
  noepeer = 1U << 6U,
  notrap = 1U << 7U,
  lowpriotrap = 1U << 8U,
  notrust = 1U << 9U,  ///< authenticated time only
  limited = 1U << 10U,
  kod = 1U << 11U,
  version = 1U << 12U,  ///< only the current version
  flake = 1U << 13U,
  mssntp = 1U << 14U,
  ntpport = 1U << 15U,  ///< a match condition: source port 123
  serverresponse_fuzz = 1U << 16U,
};

struct RestrictFlags {
  std::uint32_t bits = 0;

  [[nodiscard]] constexpr bool has(Restrict flag) const { return (bits & static_cast<std::uint32_t>(flag)) != 0; }
  constexpr void add(Restrict flag) { bits |= static_cast<std::uint32_t>(flag); }
  constexpr void add(RestrictFlags other) { bits |= other.bits; }
  friend constexpr bool operator==(RestrictFlags, RestrictFlags) = default;
};

}  // namespace foliot::access

// PrefixFlags: a restrict list without nesting rules, for whoever can do nothing but look up the longest prefix.
#pragma once

#include <vector>

#include "access/restrict_list.hpp"

namespace foliot::access {

/// What holds for the addresses of a prefix that no longer one contains.
struct PrefixFlags {
  base::IpAddress prefix;  ///< bits behind its length are 0
  unsigned length_bits = 0;
  RestrictFlags any_port;
  RestrictFlags ntp_port;  ///< of a packet from port 123
  friend bool operator==(const PrefixFlags&, const PrefixFlags&) = default;
};

/// One for each prefix that `list` names, wide ones before those in them. Of a family that has an entry whose mask has
/// holes, none: no prefix says what such an entry does.
[[nodiscard]] std::vector<PrefixFlags> to_prefix_flags(const RestrictList& list);

}  // namespace foliot::access

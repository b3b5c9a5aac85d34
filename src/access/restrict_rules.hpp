// RestrictRules: the restrict list while it is being made: lines merge and become a RestrictList.
//
// Owned by whoever reads the configuration. Entries with the same address, mask and condition are one, their flags
// OR-ed, as in classic; so the order of the lines does not matter.
#pragma once

#include <map>
#include <optional>
#include <span>

#include "access/restrict_list.hpp"

namespace foliot::access {

/// All ones: the mask of a host.
[[nodiscard]] base::IpAddress host_mask(base::IpFamily family);
/// The entry that `default` names.
[[nodiscard]] RestrictEntry default_entry(base::IpFamily family);

/// The words of `restrict source`.
struct SourceTemplate {
  RestrictFlags flags;
  int ippeerlimit = -1;
  bool ntpport = false;
};

class RestrictRules {
 public:
  /// Adds `entry`, or its flags to those that its key has; its ippeerlimit counts, unless it is -1.
  void add(const RestrictEntry& entry);

  /// Classic's built-in entries, `ignore ntpport`: no daemon has to talk to itself.
  void add_own(std::span<const base::IpAddress> addresses);
  /// An entry by `words` for the address of an association, unless another names just this host: a template is less
  /// specific than that. So add these last.
  void add_source(const base::IpAddress& address, const SourceTemplate& words);

  [[nodiscard]] SharedRestrictList build() const;

 private:
  std::map<RestrictKey, RestrictEntry> entries_;
};

}  // namespace foliot::access

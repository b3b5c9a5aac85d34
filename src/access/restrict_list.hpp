// RestrictList: what an address may do, by its most specific `restrict` entry. Immutable.
//
// Built once from the rules and then only read: a reload makes a new one and swaps the pointer, and server workers
// share it without a lock. Prefixes are answered by PrefixTable; entries whose masks have holes, which classic
// allows and nobody has many of, by walking through them.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "access/prefix_table.hpp"
#include "access/restrict_entry.hpp"

namespace foliot::access {

/// RFC 5905 section 7.2: the port that `ntpport` means.
inline constexpr std::uint16_t kNtpPort = 123;

class RestrictList {
 public:
  /// entries: each key once; without defaults, open ones are added.
  explicit RestrictList(std::vector<RestrictEntry> entries);

  /// The restriction of a packet from `from`. One from a multicast address is no packet of anybody: ignored.
  [[nodiscard]] Restriction find(const base::SocketAddress& from) const;

  /// The most specific last, IPv4 before IPv6.
  [[nodiscard]] std::span<const RestrictEntry> entries() const { return entries_; }
  /// Whether any entry says `limited`: then clients must be remembered, `disable monitor` or not.
  [[nodiscard]] bool any_limited() const { return any_limited_; }

 private:
  [[nodiscard]] PrefixTable make_table(base::IpFamily family) const;
  void collect();
  [[nodiscard]] Restriction restriction(std::uint32_t number) const;
  [[nodiscard]] Restriction among_holed(const base::SocketAddress& from, const Restriction& prefix) const;

  std::vector<RestrictEntry> entries_;
  std::vector<RestrictKey> keys_;  ///< of entries_
  PrefixTable v4_;
  PrefixTable v6_;
  std::vector<std::uint32_t> holed_;  ///< numbers of those whose masks have holes, most specific first
  bool any_limited_ = false;
};

using SharedRestrictList = std::shared_ptr<const RestrictList>;

}  // namespace foliot::access

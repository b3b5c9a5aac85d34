// PrefixTable: which prefixes an address lies in, answered by one binary search.
//
// Nested prefixes cut the address space into ranges that do not overlap, and within a range the answer never
// changes. So all nesting is worked out when the table is built; a look-up finds the last range that starts at or
// before the address (at most 2 n + 1 of them), without a branch that could be mispredicted and without allocation.
// The answer depends on the source port in one point only (`ntpport`), so each range has two.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "access/ordered_index.hpp"
#include "access/restrict_entry.hpp"

namespace foliot::access {

/// What holds for one address.
struct Restriction {
  RestrictFlags flags;
  std::uint32_t entry = 0;       ///< its number in RestrictList::entries(), for counting hits
  std::int8_t ippeerlimit = -1;  ///< most ephemeral associations of the address; -1: no limit
  bool specific = false;         ///< something more than `default` names the address
};

class PrefixTable {
 public:
  /// keys: of one family, ascending, all with prefix masks; the first is 0/0 without ntpport and always matches.
  /// restrictions: what to answer for each.
  PrefixTable(std::span<const RestrictKey> keys, std::span<const Restriction> restrictions);

  [[nodiscard]] Restriction find(const AddressKey& address, bool from_ntp_port) const {
    const auto* v4 = std::get_if<Index4>(&index_);
    const auto* v6 = std::get_if<Index6>(&index_);
    const std::size_t range = v4 != nullptr ? v4->last_not_after(short_of(address)) : v6->last_not_after(address);
    return unpack(from_ntp_port ? ntp_port_[range] : any_port_[range]);
  }

 private:
  /// A Restriction in eight octets, by value: a look-up among many entries waits for memory, not for arithmetic.
  struct Packed {
    std::uint32_t word = 0;  ///< flags; from bit 24 the limit + 1; bit 31: specific
    std::uint32_t entry = 0;
    friend constexpr bool operator==(const Packed&, const Packed&) = default;
  };
  struct Answer {
    Packed any_port;
    Packed ntp_port;
    friend constexpr bool operator==(const Answer&, const Answer&) = default;
  };
  struct Ranges;

  /// An IPv4 address needs a quarter of the memory, which is cache.
  struct ShortKey {
    std::uint32_t bits = 0;
    friend constexpr bool before_or_same(ShortKey a, ShortKey b) { return a.bits <= b.bits; }
  };
  using Index4 = OrderedIndex<ShortKey>;
  using Index6 = OrderedIndex<AddressKey>;

  [[nodiscard]] static ShortKey short_of(const AddressKey& address) {
    return {static_cast<std::uint32_t>(address.high >> 32U)};
  }
  [[nodiscard]] static std::variant<Index4, Index6> make_index(std::span<const AddressKey> starts,
                                                               base::IpFamily family);
  [[nodiscard]] std::vector<AddressKey> make_ranges(std::span<const RestrictKey> keys,
                                                    std::span<const Restriction> restrictions);

  [[nodiscard]] static Packed pack(const Restriction& restriction);
  [[nodiscard]] static Restriction unpack(const Packed& packed) {
    constexpr std::uint32_t kFlags = (1U << 24U) - 1;
    const auto limit = static_cast<int>(packed.word >> 24U & 0x7fU) - 1;
    return {{packed.word & kFlags}, packed.entry, static_cast<std::int8_t>(limit), packed.word >> 31U != 0};
  }

  std::vector<Packed> any_port_;  ///< per range, in the order of their starts
  std::vector<Packed> ntp_port_;
  std::variant<Index4, Index6> index_;
};

}  // namespace foliot::access

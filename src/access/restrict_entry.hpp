// RestrictEntry: one row of the restrict list, and the order that makes "most specific first" of a list of rows.
//
// The classic daemon keeps its rows by descending address, then mask, then match condition, and takes the first
// that matches. For masks of ones, then zeros, this is the longest prefix; masks with holes are as good as that order.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>

#include "access/restrict_flags.hpp"
#include "base/ip_address.hpp"

namespace foliot::access {

/// Why an entry is there.
enum class RestrictOrigin : std::uint8_t {
  configured,  ///< a `restrict` line
  interface,   ///< built in: one of our own addresses
  source,      ///< made from `restrict source` for the address of an association
};

/// 128 bits of an address or mask, IPv4 in the upper 32: numbers, so that prefixes can be compared.
struct AddressKey {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  [[nodiscard]] constexpr unsigned __int128 number() const { return static_cast<unsigned __int128>(high) << 64U | low; }
  friend constexpr auto operator<=>(const AddressKey&, const AddressKey&) = default;
  /// a <= b, without a branch: b - a does not borrow.
  friend constexpr bool before_or_same(const AddressKey& a, const AddressKey& b) { return a.number() <= b.number(); }
  friend constexpr AddressKey operator&(AddressKey a, AddressKey b) { return {a.high & b.high, a.low & b.low}; }
  friend constexpr AddressKey operator|(AddressKey a, AddressKey b) { return {a.high | b.high, a.low | b.low}; }
};

/// Up to eight octets in network order; fewer are the upper ones.
template <std::size_t Size>
[[nodiscard]] constexpr std::uint64_t number_of(std::span<const std::uint8_t, Size> bytes) {
  std::uint64_t number = 0;
  for (const std::uint8_t byte : bytes) number = number << 8U | byte;
  return number << (64 - 8 * Size);
}

/// The number of `address`; its scope does not count.
[[nodiscard]] constexpr AddressKey key_of(const base::IpAddress& address) {
  const auto bytes = address.bytes();
  if (address.is_v4()) return {number_of(bytes.first<4>()), 0};
  return {number_of(bytes.first<8>()), number_of(bytes.last<8>())};
}

/// The bits of a mask that are not set, within the length of its family.
[[nodiscard]] constexpr AddressKey inverse(const AddressKey& mask, base::IpFamily family) {
  if (family == base::IpFamily::v4) return {~mask.high & 0xffff'ffff'0000'0000U, 0};
  return {~mask.high, ~mask.low};
}

/// Ones, then zeros.
[[nodiscard]] constexpr bool is_prefix(const AddressKey& mask, base::IpFamily family) {
  AddressKey rest = inverse(mask, family);
  if (family == base::IpFamily::v4) rest.high >>= 32U;
  if (rest.high != 0 && family == base::IpFamily::v6 && ~rest.low != 0) return false;
  const std::uint64_t end = rest.high != 0 ? rest.high : rest.low;
  return (end & (end + 1)) == 0;
}

struct RestrictEntry {
  base::IpAddress address;  ///< its bits outside of the mask do not count
  base::IpAddress mask;     ///< of the same family; all ones: one host
  bool ntpport = false;     ///< matches the source port 123 only
  RestrictOrigin origin = RestrictOrigin::configured;
  RestrictFlags flags;   ///< without `ntpport`
  int ippeerlimit = -1;  ///< most ephemeral associations of one address; -1: no limit
};

/// What makes an entry another one; of two that match the greater is the more specific.
struct RestrictKey {
  base::IpFamily family = base::IpFamily::v4;
  AddressKey address;
  AddressKey mask;
  std::uint8_t match = 0;  ///< source 4, ntpport 2, interface 1
  friend constexpr auto operator<=>(const RestrictKey&, const RestrictKey&) = default;

  [[nodiscard]] constexpr bool needs_ntpport() const { return (match & 2U) != 0; }
};

[[nodiscard]] constexpr RestrictKey key_of(const RestrictEntry& entry) {
  const AddressKey mask = key_of(entry.mask);
  const unsigned origin = entry.origin == RestrictOrigin::source ? 4U : entry.origin == RestrictOrigin::interface;
  return {entry.address.family(), key_of(entry.address) & mask, mask,
          static_cast<std::uint8_t>(origin | (entry.ntpport ? 2U : 0U))};
}

}  // namespace foliot::access

// Restrict entries in short: `entry("10.0.0.0/8", {Restrict::noquery})`.
#pragma once

#include <charconv>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "access/restrict_rules.hpp"
#include "base/rng.hpp"

namespace foliot::access {

inline RestrictFlags flags_of(std::initializer_list<Restrict> list) {
  RestrictFlags flags;
  for (const Restrict flag : list) flags.add(flag);
  return flags;
}

inline base::IpAddress ip(std::string_view text) {
  return base::IpAddress::parse(text).value();
}

/// The mask of a prefix length.
inline base::IpAddress mask_of(base::IpFamily family, unsigned length) {
  std::array<std::uint8_t, 16> bytes{};
  for (unsigned bit = 0; bit < length; ++bit) {
    bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] | 0x80U >> bit % 8);
  }
  if (family == base::IpFamily::v6) return base::IpAddress::v6(bytes);
  return base::IpAddress::v4(bytes[0], bytes[1], bytes[2], bytes[3]);
}

/// text: ADDRESS, ADDRESS/LENGTH or ADDRESS&MASK.
inline RestrictEntry entry(std::string_view text, std::initializer_list<Restrict> flags, bool ntpport = false) {
  const std::size_t at = text.find_first_of("/&");
  const base::IpAddress address = ip(text.substr(0, at));
  RestrictEntry made{.address = address, .mask = host_mask(address.family()), .flags = flags_of(flags)};
  made.ntpport = ntpport;
  if (at != std::string_view::npos && text[at] == '&') made.mask = ip(text.substr(at + 1));
  if (at != std::string_view::npos && text[at] == '/') {
    unsigned length = 0;
    std::from_chars(text.data() + at + 1, text.data() + text.size(), length);
    made.mask = mask_of(address.family(), length);
  }
  return made;
}

inline base::SocketAddress from(std::string_view text, std::uint16_t port = 40000) {
  return {ip(text), port};
}

inline base::IpAddress random_address(base::Rng& rng, base::IpFamily family) {
  // Few values per byte, so that prefixes nest.
  std::array<std::uint8_t, 16> bytes{};
  for (std::uint8_t& byte : bytes) byte = std::array<std::uint8_t, 4>{0, 1, 0x80, 0xff}[rng.next_u64() % 4];
  if (family == base::IpFamily::v6) return base::IpAddress::v6(bytes);
  return base::IpAddress::v4(bytes[0] & 0xdfU, bytes[1], bytes[2], bytes[3]);
}

inline std::vector<RestrictEntry> random_entries(base::Rng& rng, base::IpFamily family, bool holes) {
  RestrictRules rules;
  const unsigned bits = family == base::IpFamily::v4 ? 32 : 128;
  for (std::size_t count = rng.next_u64() % 60; count > 0; --count) {
    RestrictEntry one{.address = random_address(rng, family), .mask = {}, .flags = {}};
    one.mask = holes && rng.next_u64() % 4 == 0 ? random_address(rng, family)
                                                : mask_of(family, static_cast<unsigned>(rng.next_u64() % (bits + 1)));
    one.ntpport = rng.next_u64() % 3 == 0;
    one.origin = static_cast<RestrictOrigin>(rng.next_u64() % 3);
    one.flags.bits = static_cast<std::uint32_t>(rng.next_u64() % 0x8000) & ~1U;  // `ignore` tells multicast
    rules.add(one);
  }
  const auto built = rules.build();
  return {built->entries().begin(), built->entries().end()};
}

}  // namespace foliot::access

// AddressHash: a secret hash of addresses.
//
// It is multilinear with random coefficients (Lemire and Kaser, Strongly universal string hashing is fast, 2014):
// whoever does not know these cannot choose addresses that meet in one place.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "access/restrict_entry.hpp"
#include "base/ip_address.hpp"
#include "base/rng.hpp"

namespace foliot::access {

/// An address as the hash takes it: IPv4 and IPv6 alike.
using AddressWords = std::array<std::uint32_t, 4>;

[[nodiscard]] inline AddressWords words_of(const base::IpAddress& address) {
  const AddressKey key = key_of(address);
  const auto upper = [](std::uint64_t bits) { return static_cast<std::uint32_t>(bits >> 32U); };
  const auto lower = [](std::uint64_t bits) { return static_cast<std::uint32_t>(bits); };
  return {upper(key.high), lower(key.high), upper(key.low), lower(key.low)};
}

class AddressHash {
 public:
  /// rng: for the secret.
  explicit AddressHash(base::Rng& rng) {
    for (std::uint64_t& word : secret_) word = rng.next_u64();
  }

  /// 64 bits, of which the upper 32 are evenly spread.
  [[nodiscard]] std::uint64_t of(const AddressWords& address, bool is_v6) const {
    std::uint64_t sum = secret_[0] + (is_v6 ? secret_[1] : 0);
    for (std::size_t i = 0; i < address.size(); ++i) sum += secret_[i + 2] * address[i];
    return sum;
  }
  [[nodiscard]] std::uint64_t of(const base::IpAddress& address) const {
    return of(words_of(address), !address.is_v4());
  }

 private:
  std::array<std::uint64_t, 6> secret_{};
};

}  // namespace foliot::access

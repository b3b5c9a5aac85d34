// Nonce: proof that the sender of a request receives what is sent to its address (REQ_NONCE, READ_MRU).
//
// An answer that is much longer than its question goes only to whoever has shown, by giving a nonce back, that he did
// not forge his address. Nothing is remembered per client: the nonce is the time and a keyed hash of time and address,
// under a secret of this process. It has the form of the field, 24 hexadecimal digits.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "auth/symmetric_key.hpp"
#include "base/ip_address.hpp"
#include "base/rng.hpp"
#include "time/points.hpp"

namespace foliot::control {

class NonceMaker {
 public:
  /// As long as in classic.
  static constexpr std::uint32_t kLife_s = 16;

  /// rng: for the secret; a new one with every start.
  explicit NonceMaker(base::Rng& rng);

  /// For whoever asks from `address` at `now`.
  [[nodiscard]] std::string make(const base::IpAddress& address, MonoTime now) const;
  /// Whether `nonce` was made for `address` not longer than kLife_s before `now`.
  [[nodiscard]] bool verify(std::string_view nonce, const base::IpAddress& address, MonoTime now) const;

 private:
  [[nodiscard]] std::string text_of(const base::IpAddress& address, std::uint32_t second) const;

  auth::SymmetricKey secret_;
};

}  // namespace foliot::control

// TransmitMemory: when the last replies really left, for the clients that ask in interleaved mode (RFC 9769 section 2).
//
// A reply is named by its receive timestamp and told to its client only. The table has a fixed size and one place for
// each name: who fills it makes other clients fall back to basic mode, nothing worse. Only replies to requests that ask
// for it are remembered, so those of ordinary clients cost nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "access/address_hash.hpp"
#include "base/ip_address.hpp"
#include "base/rng.hpp"
#include "time/interval.hpp"
#include "time/timestamp.hpp"

namespace foliot::server {

class TransmitMemory {
 public:
  static constexpr std::size_t kPlaces = 8192;  ///< 256 KiB

  /// Takes the memory. rng: for the secret of the hash.
  explicit TransmitMemory(base::Rng& rng);

  /// The reply to `client` with that receive timestamp left at `transmit`, by the served clock. smear: what is added to
  /// it on the wire.
  void remember(const base::IpAddress& client, Timestamp receive, Timestamp transmit, Interval smear);
  /// A better stamp of a reply that is remembered; else it has no effect.
  void correct(Timestamp receive, Timestamp transmit);
  /// When the reply left, as it goes on the wire. Each is told once. Nothing: it is not remembered (any more).
  [[nodiscard]] std::optional<Timestamp> take(const base::IpAddress& client, Timestamp receive);
  /// The served clock was stepped: what left before it tells nothing now.
  void clear();

 private:
  struct Sent {
    std::uint64_t client = 0;  ///< hash of the address
    Timestamp receive;         ///< zero: the place is free
    Timestamp transmit;
    Interval smear;
  };

  /// The place of the reply, whoever is in it.
  [[nodiscard]] Sent& place(Timestamp receive);

  access::AddressHash hash_;
  std::unique_ptr<std::array<Sent, kPlaces>> places_;
};

}  // namespace foliot::server

// QueryBudget: how many octets of mode 6 answers a network of strangers may draw.
//
// An answer to a query is up to a thousand times as long as the question, and the question's source address may be
// forged: who answers strangers without a limit is a weapon. Each network (/24, /48) has a bucket of octets that
// refills slowly. A fixed number of networks is known, in small sets by a secret hash; a network that finds no room
// shares one bucket with all others that found none, so however many addresses are forged, what can be drawn in all
// is bounded.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/ip_address.hpp"
#include "base/rng.hpp"
#include "time/points.hpp"

namespace foliot::access {

class QueryBudget {
 public:
  static constexpr double kAtOnce_octets = 64.0 * 1024;
  static constexpr double kRefill_octets_per_s = 1024;
  static constexpr std::size_t kSets = 256;
  static constexpr std::size_t kWays = 8;

  /// rng: for the secret of the hash.
  explicit QueryBudget(base::Rng& rng);

  /// Takes `octets` from the bucket of the network of `address`; false, and nothing taken, when there are not so many.
  [[nodiscard]] bool spend(const base::IpAddress& address, std::size_t octets, MonoTime now);

 private:
  struct Bucket {
    std::uint64_t network = 0;  ///< 0: nobody's
    double octets = kAtOnce_octets;
    MonoTime filled_at;
  };

  [[nodiscard]] Bucket& find(std::uint64_t network, MonoTime now);
  static void refill(Bucket& bucket, MonoTime now);

  std::array<std::uint64_t, 3> secret_{};
  std::vector<Bucket> buckets_;
  Bucket others_;
};

}  // namespace foliot::access

#include "access/query_budget.hpp"

#include <algorithm>
#include <span>

#include "access/restrict_entry.hpp"

namespace foliot::access {
namespace {

/// A /24 or /48 and its family as one number, never 0.
std::uint64_t network_of(const base::IpAddress& address) {
  const std::uint64_t bits = key_of(address).high;
  if (address.is_v4()) return (bits & 0xffff'ff00'0000'0000U) | 4U;
  return (bits & 0xffff'ffff'ffff'0000U) | 6U;
}

}  // namespace

QueryBudget::QueryBudget(base::Rng& rng) : buckets_(kSets * kWays) {
  for (std::uint64_t& word : secret_) word = rng.next_u64();
}

void QueryBudget::refill(Bucket& bucket, MonoTime now) {
  const double since_s = std::max(0.0, (now - bucket.filled_at).seconds());
  bucket.octets = std::min(kAtOnce_octets, bucket.octets + since_s * kRefill_octets_per_s);
  bucket.filled_at = std::max(bucket.filled_at, now);
}

QueryBudget::Bucket& QueryBudget::find(std::uint64_t network, MonoTime now) {
  const std::uint64_t sum = secret_[0] + secret_[1] * (network >> 32U) + secret_[2] * (network & 0xffff'ffffU);
  const auto set = static_cast<std::size_t>(sum >> 32U) % kSets;
  Bucket* free = nullptr;
  for (Bucket& bucket : std::span(buckets_).subspan(set * kWays, kWays)) {
    refill(bucket, now);
    if (bucket.network == network) return bucket;
    if (bucket.octets >= kAtOnce_octets) free = &bucket;  // a full bucket is as good as a new one
  }
  if (free == nullptr) return others_;
  free->network = network;
  return *free;
}

bool QueryBudget::spend(const base::IpAddress& address, std::size_t octets, MonoTime now) {
  Bucket& bucket = find(network_of(address), now);
  refill(bucket, now);
  const auto wanted = static_cast<double>(octets);
  if (bucket.octets < wanted) return false;
  bucket.octets -= wanted;
  return true;
}

}  // namespace foliot::access

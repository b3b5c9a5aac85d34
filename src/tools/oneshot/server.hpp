// Server: one address that is asked a few times, and what its best answer says.
//
// The filter is that of the classic one-shot client: of up to eight samples the one with the least delay counts, and
// the others' distance from it, weighted by halves, is the dispersion. Delays carry an allowance for both precisions
// and for skew, and no delay is less than 20 ms: scripts read these numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/fixed_vector.hpp"
#include "base/ip_address.hpp"
#include "time/points.hpp"
#include "tools/oneshot/exchange.hpp"
#include "wire/header.hpp"

namespace foliot::oneshot {

inline constexpr std::size_t kMostSamples = 8;

/// One place of the filter: a sample, or a request that brought none.
using Slot = std::optional<Measurement>;

struct Target {
  std::string name;  ///< as it was asked for
  base::SocketAddress address;
};

struct Server {
  Target target;
  std::optional<wire::Header> last = {};  ///< of the last good reply
  int transmitted = 0;
  base::FixedVector<Slot, kMostSamples> filter = {};
  Timestamp sent = {};          ///< t1 of the last request
  ClockReading arrived = {};    ///< of the last good reply
  bool sealed_wrongly = false;  ///< a reply was not sealed by the key
  bool rate_limited = false;    ///< it asked to be left alone
};

/// What the filter makes of the samples. Without any, offset and delay are 0 and the dispersion is the maximum.
struct Filtered {
  Interval offset;
  Interval delay;
  Interval dispersion;
  [[nodiscard]] bool has_data() const { return delay > Interval{}; }
};

/// samples: how many were asked for.
[[nodiscard]] Filtered clock_filter(const Server& server, int samples);

/// The sample as the classic filter keeps it: delay with its allowances, in units of 2^-16 s. Nothing when the delay is
/// so negative that it is useless.
[[nodiscard]] Slot to_slot(const Measurement& measurement, std::int8_t precision_log2_s);

/// 16 for what the wire calls 0.
[[nodiscard]] int stratum_of(const wire::Header& header);

}  // namespace foliot::oneshot

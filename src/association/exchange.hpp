// Exchange: four stamps of one request and its reply, and the offset and delay that follow from them.
//
// RFC 5905 section 8. t1 and t4 are readings of the free-running clock; they are put on the timeline by one
// constant, so a step or slew of the local clock in mid-exchange changes nothing. t2 and t3 are the server's.
#pragma once

#include <cstdint>
#include <expected>

#include "association/drop.hpp"
#include "association/symmetric.hpp"
#include "estimate/sample.hpp"
#include "time/points.hpp"
#include "time/timestamp.hpp"

namespace foliot::association {

struct Exchange {
  MonoTime t1;   ///< request sent
  Timestamp t2;  ///< request received, server's clock
  Timestamp t3;  ///< reply sent, server's clock
  MonoTime t4;   ///< reply received
};

/// A precision byte as it may be used: log2 s within [-32, -1]. Any byte may be passed in.
[[nodiscard]] std::int8_t usable_precision(std::int8_t log2_s);

/// The timeline timestamp of `mono`; timeline_zero: that of MonoTime zero.
[[nodiscard]] Timestamp on_timeline(MonoTime mono, Timestamp timeline_zero);

/// Offset (> 0: the server is ahead of the timeline) and round trip. Precisions: log2 s, any byte. A delay
/// below zero by no more than the reading error of both clocks is taken as our own precision, as is one
/// shorter than that.
/// Errors: negative_delay, when either part of the exchange took less than no time.
[[nodiscard]] std::expected<estimate::Sample, Drop> measure(const Exchange& exchange, Timestamp timeline_zero,
                                                            std::int8_t own_precision, std::int8_t server_precision);

/// The same for an exchange that may have lasted minutes, as between equals: what the free-running clock lost or gained
/// meanwhile is taken out, and what is not known of that goes into the sample's precision (RFC 5905 section 9.1:
/// PHI * (T4 - T1)). The offset is that at t4.
[[nodiscard]] std::expected<estimate::Sample, Drop> measure_slow(const Exchange& exchange, const Rate& rate,
                                                                 Timestamp timeline_zero, std::int8_t own_precision,
                                                                 std::int8_t server_precision);

}  // namespace foliot::association

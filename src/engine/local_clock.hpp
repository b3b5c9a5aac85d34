// LocalClock: the LOCAL reference clock 127.127.1.u, which says that the local clock is right.
//
// It keeps a LAN together when every real source is gone. It is a last resort: selection looks at it only when
// nothing else is left, and it becomes usable `orphanwait` after start, or at once with `prefer`.
#pragma once

#include <algorithm>
#include <cstdint>

#include "time/points.hpp"
#include "wire/reference_id.hpp"

namespace foliot::engine {

struct LocalClock {
  static constexpr std::uint8_t kDefaultStratum = 5;  // classic fudge default
  static constexpr Interval kPoll = Interval::from_nanoseconds(64'000'000'000);

  MonoTime started;
  std::uint8_t stratum = kDefaultStratum;
  wire::ReferenceId reference_id = wire::ReferenceId::from_text("LOCL");
  MonoTime usable_from;
  MonoTime next_poll;
  MonoTime polled_at;
  std::uint8_t reach = 0;
  std::uint64_t polls = 0;

  /// Reads the clock when it is due; true when it was.
  bool poll(MonoTime now) {
    if (now < next_poll) return false;
    polled_at = now;
    ++polls;
    next_poll = now < usable_from ? std::min(now + kPoll, usable_from) : now + kPoll;
    reach = static_cast<std::uint8_t>(unsigned{reach} << 1U | 1U);
    return true;
  }
};

}  // namespace foliot::engine

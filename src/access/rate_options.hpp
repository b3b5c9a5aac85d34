// RateOptions: how fast a client may ask before `restrict ... limited` drops it (`discard`, and ntpsec's `limit`).
#pragma once

#include <optional>

namespace foliot::access {

/// `discard`: the rule of the classic daemon, a bucket that leaks one second per second.
struct DiscardOptions {
  int average_log2_s = 3;    ///< `average`, 0..17: the headway that every request adds to the bucket, log2 s
  int minimum_s = 2;         ///< `minimum`: least distance of two requests, with a second of grace
  int monitor_age_s = 3000;  ///< `monitor`: the older the oldest client remembered, the likelier a new one replaces it
  friend bool operator==(const DiscardOptions&, const DiscardOptions&) = default;
};

/// `limit`: a score in packets per second that decays with a time constant of `burst` seconds.
struct ScoreOptions {
  double average_per_s = 1.0;  ///< `average`: a score above this is limited; > 0
  double burst = 20.0;         ///< `burst`: packets that a quiet client may send at once; >= 1
  double kod_per_s = 0.5;      ///< `kod`: most kisses to one client; > 0
  friend bool operator==(const ScoreOptions&, const ScoreOptions&) = default;
};

struct RateOptions {
  DiscardOptions discard;
  std::optional<ScoreOptions> score;  ///< present when the file says `limit`: this rule is used instead of `discard`
  friend bool operator==(const RateOptions&, const RateOptions&) = default;
};

}  // namespace foliot::access

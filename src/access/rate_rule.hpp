// RateRule: whether a client asks too often, and whether to tell it so with a kiss-o'-death.
//
// Two rules, by what the configuration speaks of. `discard` is the classic one: a bucket in seconds that every request
// fills by the average headway and that leaks one second per second, with a least distance between two requests.
// `limit` is ntpsec's: a score in packets per second that decays exponentially.
// Deviation: classic sends a kiss with every drop to a client whose requests are a little more than the headway apart;
// here at least kDropsPerKiss requests were dropped since the last one (RateRuleTest).
#pragma once

#include <cstdint>

#include "access/rate_options.hpp"
#include "time/interval.hpp"

namespace foliot::access {

/// What to do with a request.
enum class Pace : std::uint8_t {
  good,      ///< answer
  too_fast,  ///< drop
  kiss,      ///< drop, but say RATE (RFC 5905 section 7.4)
};

/// What is remembered of a client's pace.
struct PaceState {
  float score = 0;          ///< `discard`: s in the bucket; `limit`: packets per second
  std::uint16_t drops = 0;  ///< since the last kiss; kNeverKissed: there was none
};

class RateRule {
 public:
  /// A spoofed flood gets a kiss for one packet in so many, or fewer.
  static constexpr std::uint16_t kDropsPerKiss = 4;
  static constexpr std::uint16_t kNeverKissed = 0xffff;

  explicit RateRule(const RateOptions& options) : options_(options) {}

  /// The state of a client after its first request.
  [[nodiscard]] PaceState first() const;
  /// Takes note of a request `since_last` after the one before. may_kiss: the client is under `kod`.
  [[nodiscard]] Pace judge(PaceState& state, Interval since_last, bool may_kiss) const;
  /// The least poll interval that a kiss should ask for, log2 s.
  [[nodiscard]] int headway_log2_s() const { return options_.score ? 0 : options_.discard.average_log2_s; }

 private:
  struct Judgement {
    bool good = true;
    bool kiss_due = false;
    double drops_per_kiss = kDropsPerKiss;
  };
  [[nodiscard]] Judgement discard(PaceState& state, Interval since_last) const;
  [[nodiscard]] static Judgement limit(const ScoreOptions& options, PaceState& state, Interval since_last);

  RateOptions options_;
};

}  // namespace foliot::access

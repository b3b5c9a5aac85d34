// PollExponent: a poll interval as the power of two of its seconds (RFC 5905 section 7.3).
#pragma once

#include <cmath>
#include <compare>
#include <cstdint>

#include "time/interval.hpp"

namespace foliot {

class PollExponent {
 public:
  static constexpr int kLowest = -7;   // 7.8 ms: the fastest any peer of the field accepts
  static constexpr int kHighest = 17;  // 36 h, RFC 5905 MAXPOLL

  /// 2^6 = 64 s.
  constexpr PollExponent() = default;
  /// log2_s outside [kLowest, kHighest] is brought to the nearer end, so wire bytes can be passed in.
  explicit constexpr PollExponent(int log2_s)
      : log2_s_(static_cast<std::int8_t>(log2_s < kLowest ? kLowest : log2_s > kHighest ? kHighest : log2_s)) {}

  [[nodiscard]] constexpr int log2_s() const { return log2_s_; }
  [[nodiscard]] double seconds() const { return std::ldexp(1.0, log2_s_); }
  [[nodiscard]] constexpr Interval interval() const {
    return Interval::from_raw(static_cast<std::int64_t>(1) << (32 + log2_s_));
  }
  /// One step longer or shorter, kept within the limits.
  [[nodiscard]] constexpr PollExponent longer(PollExponent limit) const {
    return log2_s_ < limit.log2_s_ ? PollExponent(log2_s_ + 1) : limit;
  }
  [[nodiscard]] constexpr PollExponent shorter(PollExponent limit) const {
    return log2_s_ > limit.log2_s_ ? PollExponent(log2_s_ - 1) : limit;
  }
  [[nodiscard]] constexpr PollExponent clamped(PollExponent low, PollExponent high) const {
    return *this < low ? low : *this > high ? high : *this;
  }

  friend constexpr auto operator<=>(PollExponent, PollExponent) = default;

 private:
  std::int8_t log2_s_ = 6;
};

}  // namespace foliot

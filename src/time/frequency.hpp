// Frequency: a rate of one clock against another, as a ratio (s/s) or in parts per million.
//
// Sign: a positive correction makes the local clock run faster.
#pragma once

#include <compare>

namespace foliot {

class Frequency {
 public:
  constexpr Frequency() = default;

  [[nodiscard]] static constexpr Frequency from_ratio(double s_per_s) {
    Frequency frequency;
    frequency.ratio_ = s_per_s;
    return frequency;
  }
  [[nodiscard]] static constexpr Frequency from_ppm(double ppm) { return from_ratio(ppm * 1e-6); }

  /// s/s.
  [[nodiscard]] constexpr double ratio() const { return ratio_; }
  [[nodiscard]] constexpr double ppm() const { return ratio_ * 1e6; }

  friend constexpr Frequency operator+(Frequency a, Frequency b) { return from_ratio(a.ratio_ + b.ratio_); }
  friend constexpr Frequency operator-(Frequency a, Frequency b) { return from_ratio(a.ratio_ - b.ratio_); }
  friend constexpr auto operator<=>(Frequency, Frequency) = default;

  /// Within +-limit; limit >= 0.
  [[nodiscard]] constexpr Frequency clamped(Frequency limit) const {
    if (ratio_ > limit.ratio_) return limit;
    if (ratio_ < -limit.ratio_) return from_ratio(-limit.ratio_);
    return *this;
  }

 private:
  double ratio_ = 0;
};

/// What the kernel and RFC 5905 (MAXFREQ, section 7.2) allow: 500 ppm.
inline constexpr Frequency kMaxFrequency = Frequency::from_ppm(500);

}  // namespace foliot

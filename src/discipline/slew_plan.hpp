// How fast to slew: soon when the clock is surely off, slowly when it may be noise.
//
// Removing a phase error x within the time T costs a frequency error x/T for that long, and leaves on average
// a third of x^2 T/N of phase variance over the N seconds until the next measurement. The frequency error is
// all the smaller the longer T is, so T grows until the phase left behind begins to tell next to the variance
// that the estimate has anyway.
#pragma once

#include "time/frequency.hpp"

namespace foliot::discipline {

/// A phase error that is surely one is removed within this time, if the slew cap allows.
inline constexpr double kSlewSpan_s = 16;
/// The same while the clock is brought near for the first time.
inline constexpr double kAcquisitionSpan_s = 1;
/// Slew cap in normal running: what adjtime and RFC 5905's loop do, and what the programs of a machine bear.
inline constexpr Frequency kSlewCap = Frequency::from_ppm(500);
/// Slew cap of the first approach; the clock's own limit may be lower.
inline constexpr Frequency kAcquisitionCap = Frequency::from_ppm(50'000);

/// The time over which to remove `offset_s`, whose standard deviation is offset_sd_s, when the next measurement
/// comes in about next_update_s: from `least_s` up to next_update_s, s.
[[nodiscard]] double slew_span_s(double offset_s, double offset_sd_s, double next_update_s, double least_s);

}  // namespace foliot::discipline

// How fast to slew: soon when the clock is surely off, slowly when it may be noise.
//
// Removing a phase error x within the time T costs a frequency error x/T for that long, and leaves on average
// a third of x^2 T/N of phase variance over the N seconds until the next measurement. Most corrections are smaller
// than the doubt in them: following each at once would make the clock run as unsteadily as the network is. A
// correction that is surely needed takes a little more than N and no less than its size at 8 ppm; what programs notice
// goes at once.
#pragma once

#include "time/frequency.hpp"

namespace foliot::discipline {

/// No slew in normal running is meant to be shorter: frequency smoothness counts more than a few seconds.
inline constexpr double kSlewSpan_s = 16;
/// The span of each slew while the clock is brought near for the first time.
inline constexpr double kAcquisitionSpan_s = 0.5;
/// Slew cap in normal running: what adjtime and RFC 5905's loop do, and what the programs of a machine bear.
inline constexpr Frequency kSlewCap = Frequency::from_ppm(500);
/// Slew cap of the first approach; the clock's own limit may be lower.
inline constexpr Frequency kAcquisitionCap = Frequency::from_ppm(50'000);

/// Whether `offset_s` is so far beyond its standard deviation that it is no ordinary correction: the clock or the
/// network was disturbed, or the clock has never been set.
[[nodiscard]] bool is_surely_off(double offset_s, double offset_sd_s);

/// The time over which to remove `offset_s` in normal running, s, when the next measurement comes in about
/// next_update_s: kSlewSpan_s when it is surely off by what programs notice, else half of next_update_s up to many
/// times that, the more doubtful the longer.
[[nodiscard]] double slew_span_s(double offset_s, double offset_sd_s, double next_update_s);

}  // namespace foliot::discipline

// Leap smear: time served to clients that cannot take a leap second, bent slowly into it beforehand.
//
// Over `leapsmearinterval` before the leap second the served time leaves UTC along a cosine, so that at its instant it
// is off by exactly the second that UTC then jumps: clients see neither a jump nor a bend in frequency. Clients must
// not mix smeared with other servers; a reference id 254.x.y.z tells that a server smears, and by how much.
#pragma once

#include "time/interval.hpp"
#include "time/leap_indicator.hpp"
#include "wire/reference_id.hpp"

namespace foliot::engine {

/// What is added to the time served `before_s` seconds before the leap second, s. Zero outside of the interval.
[[nodiscard]] Interval leap_smear(LeapIndicator pending, double before_s, double interval_s);

/// How fast that changes, s/s: while it smears, what is served runs so much faster than the clock.
[[nodiscard]] double leap_smear_rate(LeapIndicator pending, double before_s, double interval_s);

/// 254, then `smear` with two bits before the binary point and 22 behind it, negative in two's complement.
[[nodiscard]] wire::ReferenceId smear_reference_id(Interval smear);

}  // namespace foliot::engine

// The values that go into estimation and come out of it.
//
// Everything lives on the timeline: the free-running clock (MonoTime) plus a constant anchor chosen by the
// engine so that offsets are small numbers. Steering the local clock moves nothing here.
// Sign: offset > 0 means that the source is ahead of the timeline.
#pragma once

#include "time/frequency.hpp"
#include "time/points.hpp"
#include "time/poll_exponent.hpp"

namespace foliot::estimate {

/// One measurement of a source.
struct Sample {
  MonoTime at;                 ///< the instant that `offset_s` refers to: the middle of the exchange
  double offset_s = 0;         ///< ((t2 - t1) + (t3 - t4)) / 2 on the timeline (RFC 5905 section 8)
  double delay_s = 0;          ///< round trip (t4 - t1) - (t3 - t2); 0 without one
  double precision_s = 0;      ///< reading error of both clocks together: rho_R + rho
  bool has_round_trip = true;  ///< false for reference clocks
};

/// What the samples of one source say about the timeline at one instant.
struct SourceEstimate {
  MonoTime at;
  double offset_s = 0;      ///< source minus timeline
  double offset_sd_s = 0;   ///< standard deviation of `offset_s`, without the path's constant asymmetry
  Frequency frequency;      ///< rate of the source against the free-running clock
  double frequency_sd = 0;  ///< s/s
  double wander = 0;        ///< random walk of the frequency: s/s per sqrt(s)
  double delay_s = 0;       ///< base round trip: the least that the path allows; its half bounds the asymmetry
  double jitter_s = 0;      ///< RMS scatter of single samples (RFC 5905 psi)
  double dispersion_s = 0;  ///< honest bound of the estimation error beyond delay/2 (RFC 5905 epsilon)
  double above_s = 0;       ///< the true offset is at most so far above `offset_s`: at most delay/2 + dispersion
  double below_s = 0;       ///< and at most so far below it
  int samples = 0;          ///< samples that the estimate rests on
};

}  // namespace foliot::estimate

// KernelState: the variables of the clock that the kernel keeps for programs (RFC 5905 section 11, adjtimex(2)).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "time/frequency.hpp"

namespace foliot::clock {

/// The words for the bits of `KernelState::status`, from the lowest; the same on every system that has them.
inline constexpr std::array<std::string_view, 16> kKernelStatusWords = {
    "pll",       "ppsfreq",   "ppstime",   "fll",      "ins",      "del",  "unsync",   "freqhold",
    "ppssignal", "ppsjitter", "ppswander", "ppserror", "clockerr", "nano", "mode=fll", "src=B"};

struct KernelState {
  double offset_s = 0;  ///< what the kernel's own loop still has to correct
  Frequency frequency;
  double max_error_s = 0;
  double estimated_error_s = 0;
  unsigned status = 0;
  int time_constant = 0;
  double precision_s = 0;
  Frequency tolerance;
  Frequency pps_frequency;
  Frequency pps_stability;
  double pps_jitter_s = 0;
  int calibration_log2_s = 0;  ///< 0: the kernel follows no pulse per second
  std::int64_t calibrations = 0;
  std::int64_t calibration_errors = 0;
  std::int64_t jitter_exceeded = 0;
  std::int64_t stability_exceeded = 0;
};

}  // namespace foliot::clock

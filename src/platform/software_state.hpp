// SoftwareState: the arithmetic of a clock that is only a formula over another clock.
//
// The machine's free-running clock drives a `crystal` with its own frequency error; that gives the clock's own
// free-running time. On top of it runs the steered time: frequency, steps, and a slew of 500 ppm. Every
// change starts a new segment at the instant it happens, so a reading is a closed formula and needs no tick.
//
// A clock whose crystal were exact on the free-running scale would look perfect to a daemon that estimates on
// that scale. Hence the crystal's error is in `mono` and not only in `wall`.
#pragma once

#include <cstdint>
#include <expected>

#include "clock/kernel_state.hpp"
#include "clock/steerable_clock.hpp"
#include "discipline/clock_command.hpp"
#include "time/points.hpp"

namespace foliot::platform {

/// Trivially copyable and without padding: it travels as 64-bit words through a StateLatch.
struct SoftwareState {
  // free-running: mono = mono_start + (machine - machine_start) * (1 + crystal)
  std::int64_t machine_start_ns = 0;
  std::int64_t mono_start_ns = 0;
  double crystal_ratio = 0;
  // steered, since segment_mono: the frequency, and what is left of a slew
  std::int64_t segment_mono_ns = 0;
  std::int64_t segment_wall_ns = 0;
  double frequency_ratio = 0;
  std::int64_t slew_ns = 0;
  // what programs may know of the clock
  std::uint64_t leap = 3;
  std::int64_t max_error_raw = 0;        ///< 2^-32 s
  std::int64_t estimated_error_raw = 0;  ///< 2^-32 s

  friend bool operator==(const SoftwareState&, const SoftwareState&) = default;
};

/// The most that a software clock may be steered, or its crystal be wrong: 10 %, as the kernel's.
inline constexpr Frequency kMaxSoftwareFrequency = Frequency::from_ppm(100'000);
/// How fast `Adjust` slews, as adjtime(3) does.
inline constexpr Frequency kSoftwareSlewRate = Frequency::from_ppm(500);

/// A clock that shows machine.wall + offset now and whose free-running time starts at machine.mono.
[[nodiscard]] SoftwareState start_software_clock(const ClockReading& machine, Interval offset, Frequency crystal);

/// What the clock shows when the machine's free-running clock is at `machine`.
[[nodiscard]] ClockReading reading_at(const SoftwareState& state, MonoTime machine);

/// What is still to be slewed at that instant.
[[nodiscard]] Interval slew_left(const SoftwareState& state, MonoTime machine);

/// The state after `command` at that instant; out_of_range when the clock cannot do it.
[[nodiscard]] std::expected<SoftwareState, clock::ClockError> after(const SoftwareState& state,
                                                                    const discipline::ClockCommand& command,
                                                                    MonoTime machine);

/// The state after its crystal has changed to `crystal` at that instant; neither time jumps.
[[nodiscard]] std::expected<SoftwareState, clock::ClockError> with_crystal(const SoftwareState& state,
                                                                           Frequency crystal, MonoTime machine);

/// What the kernel would say of such a clock: how it is steered, and what programs may know.
[[nodiscard]] clock::KernelState kernel_state_of(const SoftwareState& state, MonoTime machine);

/// No field can make the arithmetic absurd; for states that come from a file.
[[nodiscard]] bool is_sane(const SoftwareState& state);

}  // namespace foliot::platform

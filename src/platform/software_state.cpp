// Arithmetic of software clocks, in nanoseconds; saturating, because a state may come from a file.
#include "platform/software_state.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <variant>

namespace foliot::platform {
namespace {

constexpr std::int64_t kFarthest_ns = std::int64_t{1} << 62;  // 146 years from 1970

using Result = std::expected<SoftwareState, clock::ClockError>;

std::int64_t plus(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (!__builtin_add_overflow(a, b, &sum)) return sum;
  return b > 0 ? std::numeric_limits<std::int64_t>::max() : std::numeric_limits<std::int64_t>::min();
}

/// |ratio| <= 0.1, so the product fits.
std::int64_t share_of(std::int64_t elapsed_ns, double ratio) {
  return std::llround(static_cast<double>(elapsed_ns) * ratio);
}

std::int64_t mono_ns_at(const SoftwareState& state, MonoTime machine) {
  const std::int64_t elapsed_ns = plus(machine.nanoseconds(), -state.machine_start_ns);
  return plus(plus(state.mono_start_ns, elapsed_ns), share_of(elapsed_ns, state.crystal_ratio));
}

std::int64_t slewed_ns(const SoftwareState& state, std::int64_t elapsed_ns) {
  const std::int64_t possible_ns = share_of(std::max<std::int64_t>(elapsed_ns, 0), kSoftwareSlewRate.ratio());
  return std::clamp(state.slew_ns, -possible_ns, possible_ns);
}

std::int64_t wall_ns_at(const SoftwareState& state, std::int64_t mono_ns) {
  const std::int64_t elapsed_ns = plus(mono_ns, -state.segment_mono_ns);
  const std::int64_t steered_ns = plus(elapsed_ns, share_of(elapsed_ns, state.frequency_ratio));
  return plus(state.segment_wall_ns, plus(steered_ns, slewed_ns(state, elapsed_ns)));
}

/// The same clock, its segment begun anew at `machine`.
SoftwareState rebased(const SoftwareState& state, MonoTime machine) {
  const std::int64_t mono_ns = mono_ns_at(state, machine);
  SoftwareState next = state;
  next.segment_mono_ns = mono_ns;
  next.segment_wall_ns = wall_ns_at(state, mono_ns);
  next.slew_ns = state.slew_ns - slewed_ns(state, plus(mono_ns, -state.segment_mono_ns));
  return next;
}

bool is_steerable(double ratio) {
  return std::abs(ratio) <= kMaxSoftwareFrequency.ratio();
}  // false for a NaN

Result carry_out(SoftwareState state, const discipline::SetFrequency& command) {
  if (!is_steerable(command.frequency.ratio())) return std::unexpected(clock::ClockError::out_of_range);
  state.frequency_ratio = command.frequency.ratio();
  return state;
}

Result carry_out(SoftwareState state, const discipline::Step& command) {
  state.segment_wall_ns = plus(state.segment_wall_ns, command.shift.nanoseconds());
  if (state.segment_wall_ns < 0 || !is_sane(state)) return std::unexpected(clock::ClockError::out_of_range);
  return state;
}

Result carry_out(SoftwareState state, const discipline::Adjust& command) {
  state.slew_ns = command.shift.nanoseconds();
  return state;
}

Result carry_out(SoftwareState state, const discipline::SetStatus& command) {
  state.leap = static_cast<std::uint64_t>(command.leap);
  state.max_error_raw = command.max_error.raw();
  state.estimated_error_raw = command.estimated_error.raw();
  return state;
}

bool is_near(std::int64_t ns) {
  return ns >= -kFarthest_ns && ns <= kFarthest_ns;
}

}  // namespace

SoftwareState start_software_clock(const ClockReading& machine, Interval offset, Frequency crystal) {
  SoftwareState state;
  state.machine_start_ns = machine.mono.nanoseconds();
  state.mono_start_ns = machine.mono.nanoseconds();
  state.crystal_ratio = crystal.ratio();
  state.segment_mono_ns = machine.mono.nanoseconds();
  state.segment_wall_ns = (machine.wall + offset).nanoseconds();
  return state;
}

ClockReading reading_at(const SoftwareState& state, MonoTime machine) {
  const std::int64_t mono_ns = mono_ns_at(state, machine);
  return {MonoTime::from_nanoseconds(mono_ns), WallTime::from_nanoseconds(wall_ns_at(state, mono_ns))};
}

Interval slew_left(const SoftwareState& state, MonoTime machine) {
  return Interval::from_nanoseconds(rebased(state, machine).slew_ns);
}

Result after(const SoftwareState& state, const discipline::ClockCommand& command, MonoTime machine) {
  const SoftwareState now = rebased(state, machine);
  return std::visit([&now](const auto& each) { return carry_out(now, each); }, command);
}

Result with_crystal(const SoftwareState& state, Frequency crystal, MonoTime machine) {
  if (!is_steerable(crystal.ratio())) return std::unexpected(clock::ClockError::out_of_range);
  SoftwareState next = state;
  next.machine_start_ns = machine.nanoseconds();
  next.mono_start_ns = mono_ns_at(state, machine);
  next.crystal_ratio = crystal.ratio();
  return next;
}

clock::KernelState kernel_state_of(const SoftwareState& state, MonoTime machine) {
  constexpr unsigned kInsert = 0x10;  // STA_INS and its like of adjtimex(2)
  constexpr unsigned kDelete = 0x20;
  constexpr unsigned kUnsynchronized = 0x40;
  constexpr unsigned kNanoseconds = 0x2000;
  constexpr std::array<unsigned, 4> kLeapBits{0, kInsert, kDelete, kUnsynchronized};
  clock::KernelState view;
  view.offset_s = slew_left(state, machine).seconds();
  view.frequency = Frequency::from_ratio(state.frequency_ratio);
  view.max_error_s = Interval::from_raw(state.max_error_raw).seconds();
  view.estimated_error_s = Interval::from_raw(state.estimated_error_raw).seconds();
  view.status = kNanoseconds | kLeapBits[state.leap & 3U];
  view.precision_s = 1e-9;
  view.tolerance = kMaxSoftwareFrequency;
  return view;
}

bool is_sane(const SoftwareState& state) {
  return is_near(state.machine_start_ns) && is_near(state.mono_start_ns) && is_near(state.segment_mono_ns) &&
         is_near(state.segment_wall_ns) && is_near(state.slew_ns) && is_steerable(state.crystal_ratio) &&
         is_steerable(state.frequency_ratio) && state.leap <= 3;
}

}  // namespace foliot::platform

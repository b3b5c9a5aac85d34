// adjtimex(2) requests for each clock command.
#include "platform/kernel_clock.hpp"

#include <sys/timex.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <variant>

#include "platform/machine_clock.hpp"

namespace foliot::platform {
namespace {

constexpr double kScaledPerPpm = 65'536;  // timex.freq counts 2^-16 ppm
constexpr std::int64_t kBillion = 1'000'000'000;
constexpr Interval kLongestAdjust = Interval::from_nanoseconds(2'145 * kBillion);
constexpr std::int64_t kLargestError_us = 16'000'000;  // the kernel calls the clock unsynchronised beyond

/// Microseconds per tick when nobody has touched it.
long nominal_tick_us() {
  const long ticks_per_s = sysconf(_SC_CLK_TCK);
  return 1'000'000 / (ticks_per_s > 0 ? ticks_per_s : 100);
}

double ppm_per_tick_us() {
  return 1e6 / static_cast<double>(nominal_tick_us());
}

timex frequency_request(double ppm) {
  // Ticks only beyond what the frequency alone can do, so that the usual case leaves the tick at its nominal.
  const double tick_steps = std::abs(ppm) <= kMaxFrequency.ppm() ? 0 : std::round(ppm / ppm_per_tick_us());
  timex request{};
  request.modes = ADJ_TICK | ADJ_FREQUENCY;
  request.tick = nominal_tick_us() + std::lround(tick_steps);
  request.freq = std::lround((ppm - tick_steps * ppm_per_tick_us()) * kScaledPerPpm);
  return request;
}

Frequency frequency_of(const timex& state) {
  const double ticks_ppm = static_cast<double>(state.tick - nominal_tick_us()) * ppm_per_tick_us();
  return Frequency::from_ppm(ticks_ppm + static_cast<double>(state.freq) / kScaledPerPpm);
}

timespec to_timespec(std::int64_t ns) {
  timespec value{};
  value.tv_sec = static_cast<time_t>(ns / kBillion);
  value.tv_nsec = static_cast<long>(ns % kBillion);
  if (value.tv_nsec < 0) {
    value.tv_nsec += kBillion;
    --value.tv_sec;
  }
  return value;
}

long error_us(Interval error) {
  return static_cast<long>(std::clamp<std::int64_t>(error.nanoseconds() / 1000 + 1, 0, kLargestError_us));
}

int status_bits(LeapIndicator leap) {
  switch (leap) {
    case LeapIndicator::none:
      return 0;
    case LeapIndicator::insert_second:
      return STA_INS;
    case LeapIndicator::delete_second:
      return STA_DEL;
    case LeapIndicator::unsynchronized:
      break;
  }
  return STA_UNSYNC;
}

clock::ClockError clock_error() {
  if (errno == EPERM || errno == EACCES) return clock::ClockError::not_permitted;
  return errno == EINVAL ? clock::ClockError::out_of_range : clock::ClockError::failed;
}

}  // namespace

KernelCalls system_kernel_calls() {
  return {::adjtimex, ::clock_settime};
}

std::optional<Frequency> read_kernel_frequency(const KernelCalls& calls) {
  timex state{};
  if (calls.adjtimex(&state) < 0) return std::nullopt;
  const Frequency frequency = frequency_of(state);
  // A sandbox that answers with zeros would look like a clock that stands still.
  if (frequency.clamped(kMaxKernelFrequency) != frequency) return std::nullopt;
  return frequency;
}

std::optional<clock::KernelState> read_kernel_state(const KernelCalls& calls) {
  constexpr double kMicrosecond = 1e-6;
  timex kernel{};
  if (calls.adjtimex(&kernel) < 0) return std::nullopt;
  const double unit_s = (kernel.status & STA_NANO) != 0 ? 1e-9 : kMicrosecond;
  const auto frequency = [](long scaled) { return Frequency::from_ppm(static_cast<double>(scaled) / kScaledPerPpm); };
  clock::KernelState state;
  state.offset_s = static_cast<double>(kernel.offset) * unit_s;
  state.frequency = frequency_of(kernel);
  state.max_error_s = static_cast<double>(kernel.maxerror) * kMicrosecond;
  state.estimated_error_s = static_cast<double>(kernel.esterror) * kMicrosecond;
  state.status = static_cast<unsigned>(kernel.status);
  state.time_constant = static_cast<int>(kernel.constant);
  state.precision_s = static_cast<double>(kernel.precision) * kMicrosecond;
  state.tolerance = frequency(kernel.tolerance);
  state.pps_frequency = frequency(kernel.ppsfreq);
  state.pps_stability = frequency(kernel.stabil);
  state.pps_jitter_s = static_cast<double>(kernel.jitter) * unit_s;
  state.calibration_log2_s = kernel.shift;
  state.calibrations = kernel.calcnt;
  state.calibration_errors = kernel.errcnt;
  state.jitter_exceeded = kernel.jitcnt;
  state.stability_exceeded = kernel.stbcnt;
  return state;
}

KernelClock::KernelClock(const KernelCalls& calls)
    : calls_(calls), frequency_ratio_(read_kernel_frequency(calls).value_or(Frequency{}).ratio()) {}

KernelClock::~KernelClock() {
  if (tick_is_nominal_) return;
  timex request{};
  request.modes = ADJ_TICK;
  request.tick = nominal_tick_us();
  static_cast<void>(submit(request));
}

ClockReading KernelClock::now() {
  return system_clock_reading();
}

KernelClock::Outcome KernelClock::apply(const discipline::ClockCommand& command) {
  return std::visit([this](const auto& each) { return carry_out(each); }, command);
}

ClockReading KernelClock::at_realtime(WallTime machine_realtime, const ClockReading& machine) {
  const auto instant = instant_of_stamp(machine_realtime, machine, frequency());
  if (!instant) return machine;
  return {*instant, machine_realtime};
}

KernelClock::Outcome KernelClock::submit(timex& request) {
  if (calls_.adjtimex(&request) < 0) return std::unexpected(clock_error());
  return {};
}

KernelClock::Outcome KernelClock::carry_out(const discipline::SetFrequency& command) {
  const double ppm = command.frequency.ppm();
  if (!(std::abs(ppm) <= max_frequency().ppm())) return std::unexpected(clock::ClockError::out_of_range);
  timex request = frequency_request(ppm);
  const timex wanted = request;  // the call overwrites its argument
  if (const auto done = submit(request); !done) return done;
  frequency_ratio_ = frequency_of(wanted).ratio();
  tick_is_nominal_ = wanted.tick == nominal_tick_us();
  return {};
}

KernelClock::Outcome KernelClock::carry_out(const discipline::Step& command) {
  const timespec shift = to_timespec(command.shift.nanoseconds());
  timex request{};
  request.modes = ADJ_SETOFFSET | ADJ_NANO;
  request.time.tv_sec = shift.tv_sec;
  request.time.tv_usec = shift.tv_nsec;  // ADJ_NANO: the field holds nanoseconds
  leap_forgotten_ = leap_forgotten_ || leap_announced_;
  const auto done = submit(request);
  if (done || done.error() == clock::ClockError::not_permitted) return done;
  return set_time(command.shift);
}

KernelClock::Outcome KernelClock::set_time(Interval shift) {
  const WallTime target = system_clock_reading().wall + shift;
  if (target.nanoseconds() < 0) return std::unexpected(clock::ClockError::out_of_range);
  const timespec value = to_timespec(target.nanoseconds());
  if (calls_.clock_settime(CLOCK_REALTIME, &value) < 0) return std::unexpected(clock_error());
  return {};
}

KernelClock::Outcome KernelClock::carry_out(const discipline::Adjust& command) {
  if (command.shift.abs() > kLongestAdjust) return std::unexpected(clock::ClockError::out_of_range);
  timex request{};
  request.modes = ADJ_OFFSET_SINGLESHOT;
  request.offset = std::lround(command.shift.seconds() * 1e6);
  return submit(request);
}

KernelClock::Outcome KernelClock::carry_out(const discipline::SetStatus& command) {
  timex request{};
  request.modes = ADJ_STATUS | ADJ_MAXERROR | ADJ_ESTERROR;
  request.status = status_bits(command.leap);
  // After a step the kernel has forgotten when the leap second is, though not that there is one: it must see the
  // announcement go before it takes it again.
  if (leap_forgotten_) request.status &= ~(STA_INS | STA_DEL);
  leap_forgotten_ = false;
  leap_announced_ = (request.status & (STA_INS | STA_DEL)) != 0;
  request.maxerror = error_us(command.max_error);
  request.esterror = error_us(command.estimated_error);
  if (command.tai_offset_s) {
    request.modes |= ADJ_TAI;
    request.constant = *command.tai_offset_s;
  }
  return submit(request);
}

}  // namespace foliot::platform

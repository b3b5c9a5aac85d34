// A software clock in private memory.
#include "platform/read_only_clock.hpp"

#include "platform/kernel_clock.hpp"
#include "platform/machine_clock.hpp"

namespace foliot::platform {
namespace {

SoftwareState like_the_machine() {
  SoftwareState state = start_software_clock(system_clock_reading(), Interval{}, Frequency{});
  state.frequency_ratio = read_kernel_frequency(system_kernel_calls()).value_or(Frequency{}).ratio();
  return state;
}

}  // namespace

ReadOnlyClock::ReadOnlyClock() : state_(like_the_machine()) {}

ClockReading ReadOnlyClock::now() {
  return reading_at(state_.read(), system_clock_reading().mono);
}

Frequency ReadOnlyClock::frequency() {
  return Frequency::from_ratio(state_.read().frequency_ratio);
}

std::expected<void, clock::ClockError> ReadOnlyClock::apply(const discipline::ClockCommand& command) {
  const auto next = after(state_.read(), command, system_clock_reading().mono);
  if (!next) return std::unexpected(next.error());
  state_.write(*next);
  return {};
}

ClockReading ReadOnlyClock::at_realtime(WallTime machine_realtime, const ClockReading& machine) {
  return reading_at(state_.read(), instant_of_stamp(machine_realtime, machine).value_or(machine.mono));
}

std::optional<clock::KernelState> ReadOnlyClock::kernel_state() {
  return read_kernel_state(system_kernel_calls());
}

Interval ReadOnlyClock::ahead_of_machine() const {
  const ClockReading machine = system_clock_reading();
  return reading_at(state_.read(), machine.mono).wall - machine.wall;
}

}  // namespace foliot::platform

// ReadOnlyClock: what the daemon steers when it may not steer the machine's clock.
//
// A software clock in private memory that starts at the machine's REALTIME and at the rate the kernel runs it
// at. The machine's clock is left alone; this one is disciplined, so the time that is served and reported is
// right, and the machine's error is what the two differ by.
#pragma once

#include "platform/platform_clock.hpp"
#include "platform/software_state.hpp"
#include "platform/state_latch.hpp"

namespace foliot::platform {

class ReadOnlyClock final : public PlatformClock {
 public:
  ReadOnlyClock();

  [[nodiscard]] ClockReading now() override;
  [[nodiscard]] Frequency frequency() override;
  /// One thread only; any thread may read meanwhile.
  [[nodiscard]] std::expected<void, clock::ClockError> apply(const discipline::ClockCommand& command) override;
  [[nodiscard]] Frequency max_frequency() const override { return kMaxSoftwareFrequency; }
  using PlatformClock::at_realtime;
  [[nodiscard]] ClockReading at_realtime(WallTime machine_realtime, const ClockReading& machine) override;
  [[nodiscard]] bool is_read_only() const override { return true; }

  /// Of the machine's clock, which is not ours.
  [[nodiscard]] std::optional<clock::KernelState> kernel_state() override;

  /// This clock minus the machine's REALTIME: how wrong the machine's clock is (> 0: the machine is slow).
  [[nodiscard]] Interval ahead_of_machine() const;

 private:
  StateLatch<SoftwareState> state_;
};

}  // namespace foliot::platform

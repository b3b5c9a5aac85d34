// FallbackClock: the machine's clock for as long as it may be set, and from then on a read-only one.
//
// The privilege to set the clock can be missing although it looked as if it were there (a container's filter of system
// calls), and it can go while the daemon runs. Either way the first refused command is the sign: the machine's clock is
// left alone, and a software clock goes on from where it stands, so that time is served and reported corrected.
#pragma once

#include <functional>
#include <memory>

#include "platform/platform_clock.hpp"

namespace foliot::platform {

class FallbackClock final : public PlatformClock {
 public:
  using Make = std::function<std::unique_ptr<PlatformClock>()>;

  /// make_second: what goes on when `first` says not_permitted; by default a ReadOnlyClock.
  explicit FallbackClock(std::unique_ptr<PlatformClock> first, Make make_second = {});

  [[nodiscard]] ClockReading now() override { return clock_->now(); }
  [[nodiscard]] Frequency frequency() override { return clock_->frequency(); }
  /// A command that is not permitted is carried out on the second clock instead.
  [[nodiscard]] std::expected<void, clock::ClockError> apply(const discipline::ClockCommand& command) override;
  [[nodiscard]] Frequency max_frequency() const override { return clock_->max_frequency(); }
  [[nodiscard]] bool takes_leap_seconds() const override { return clock_->takes_leap_seconds(); }
  [[nodiscard]] bool is_read_only() const override { return clock_->is_read_only(); }
  [[nodiscard]] ClockReading at_realtime(WallTime machine_realtime) override {
    return clock_->at_realtime(machine_realtime);
  }
  [[nodiscard]] std::optional<clock::KernelState> kernel_state() override { return clock_->kernel_state(); }

 private:
  std::unique_ptr<PlatformClock> clock_;
  Make make_second_;
};

}  // namespace foliot::platform

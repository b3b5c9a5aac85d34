// FallbackClock: the machine's clock for as long as it may be set, and from then on a read-only one.
//
// The privilege to set the clock can be missing although it looked as if it were there (a container's filter of system
// calls), and it can go while the daemon runs. Either way the first refused command is the sign: the machine's clock is
// left alone, and a software clock goes on from where it stands, so that time is served and reported corrected.
#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include "platform/platform_clock.hpp"

namespace foliot::platform {

class FallbackClock final : public PlatformClock {
 public:
  using Make = std::function<std::unique_ptr<PlatformClock>()>;

  /// make_second: what goes on when `first` says not_permitted; by default a ReadOnlyClock.
  explicit FallbackClock(std::unique_ptr<PlatformClock> first, Make make_second = {});

  [[nodiscard]] ClockReading now() override { return current().now(); }
  [[nodiscard]] Frequency frequency() override { return current().frequency(); }
  /// A command that is not permitted is carried out on the second clock instead.
  [[nodiscard]] std::expected<void, clock::ClockError> apply(const discipline::ClockCommand& command) override;
  [[nodiscard]] Frequency max_frequency() const override { return current().max_frequency(); }
  [[nodiscard]] bool takes_leap_seconds() const override { return current().takes_leap_seconds(); }
  [[nodiscard]] bool is_machine_clock() const override { return current().is_machine_clock(); }
  [[nodiscard]] bool is_read_only() const override { return current().is_read_only(); }
  using PlatformClock::at_realtime;
  [[nodiscard]] ClockReading at_realtime(WallTime machine_realtime, const ClockReading& machine) override {
    return current().at_realtime(machine_realtime, machine);
  }
  [[nodiscard]] std::optional<clock::KernelState> kernel_state() override { return current().kernel_state(); }

 private:
  [[nodiscard]] PlatformClock& current() const { return *current_.load(std::memory_order_acquire); }

  std::unique_ptr<PlatformClock> first_;  ///< kept: others may be reading it at the moment of the change
  std::unique_ptr<PlatformClock> second_;
  std::atomic<PlatformClock*> current_;
  Make make_second_;
};

}  // namespace foliot::platform

// KernelClock: the machine's REALTIME clock, steered through adjtimex(2).
//
// Phase is slewed by frequency, never by the kernel's own loop (STA_PLL stays off), so that the course of the
// clock is known exactly. The kernel takes +-500 ppm as a frequency; more is made of ticks of 100 ppm plus a
// rest. The system calls stand behind plain function pointers, so a test sees what would be submitted
// without any clock being touched.
#pragma once

#include <atomic>
#include <ctime>
#include <optional>

#include "platform/platform_clock.hpp"

struct timex;

namespace foliot::platform {

/// 10 %: what the kernel's tick allows.
inline constexpr Frequency kMaxKernelFrequency = Frequency::from_ppm(100'000);

/// The calls that change a clock; both as in their manual pages.
struct KernelCalls {
  int (*adjtimex)(timex* request) = nullptr;
  int (*clock_settime)(clockid_t clock, const timespec* value) = nullptr;
};

/// The real ones.
[[nodiscard]] KernelCalls system_kernel_calls();

/// How fast the kernel runs REALTIME against the free-running clock; nothing when it will not say. Changes nothing.
[[nodiscard]] std::optional<Frequency> read_kernel_frequency(const KernelCalls& calls);

/// What the kernel keeps for programs; nothing when it will not say. Changes nothing.
[[nodiscard]] std::optional<clock::KernelState> read_kernel_state(const KernelCalls& calls);

class KernelClock final : public PlatformClock {
 public:
  /// Reads the present frequency; changes nothing.
  explicit KernelClock(const KernelCalls& calls = system_kernel_calls());
  /// Brings the tick back to nominal when a large slew was cut short: nobody would end it after us.
  ~KernelClock() override;
  KernelClock(const KernelClock&) = delete;
  KernelClock& operator=(const KernelClock&) = delete;

  [[nodiscard]] ClockReading now() override;
  [[nodiscard]] Frequency frequency() override { return Frequency::from_ratio(frequency_ratio_.load()); }
  /// One thread only; any thread may read meanwhile. Adjust takes up to 2,145 s (adjtime(3)); SetStatus clears STA_PLL.
  /// Kernel quantum: 2^-16 ppm.
  [[nodiscard]] std::expected<void, clock::ClockError> apply(const discipline::ClockCommand& command) override;
  [[nodiscard]] Frequency max_frequency() const override { return kMaxKernelFrequency; }
  [[nodiscard]] bool takes_leap_seconds() const override { return true; }
  [[nodiscard]] bool is_machine_clock() const override { return true; }
  /// wall is the stamp itself.
  using PlatformClock::at_realtime;
  [[nodiscard]] ClockReading at_realtime(WallTime machine_realtime, const ClockReading& machine) override;
  [[nodiscard]] std::optional<clock::KernelState> kernel_state() override { return read_kernel_state(calls_); }

 private:
  using Outcome = std::expected<void, clock::ClockError>;
  Outcome carry_out(const discipline::SetFrequency& command);
  Outcome carry_out(const discipline::Step& command);
  Outcome carry_out(const discipline::Adjust& command);
  Outcome carry_out(const discipline::SetStatus& command);
  Outcome submit(timex& request);
  Outcome set_time(Interval shift);

  KernelCalls calls_;
  std::atomic<double> frequency_ratio_;  ///< server workers read it to place stamps
  bool tick_is_nominal_ = true;
  bool leap_announced_ = false;
  bool leap_forgotten_ = false;  ///< by a step since
};

}  // namespace foliot::platform

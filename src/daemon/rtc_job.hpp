// RtcJob: one look at the hardware clock, and one setting of it, on a thread of its own: both wait for the second to
// change, and the device itself may be slow.
#pragma once

#include <atomic>
#include <expected>
#include <functional>
#include <optional>
#include <thread>

#include "clock/hardware_clock.hpp"
#include "clock/rtc_edge.hpp"
#include "clock/steerable_clock.hpp"

namespace foliot::daemon {

struct RtcOutcome {
  std::expected<clock::RtcEdge, clock::RtcError> edge = std::unexpected(clock::RtcError::abandoned);
  std::optional<std::expected<void, clock::RtcError>> written = std::nullopt;  ///< nothing: it was not asked for
};

/// Both clocks outlive it.
class RtcJob {
 public:
  /// nap: waits; tests let their own clock go on instead.
  using Nap = std::function<void(Interval)>;
  RtcJob(clock::HardwareClock& rtc, clock::SteerableClock& clock, Nap nap = {});
  /// Waits for the thread, which gives up within some milliseconds.
  ~RtcJob();
  RtcJob(const RtcJob&) = delete;
  RtcJob& operator=(const RtcJob&) = delete;

  /// False, and nothing begun, when the system has no thread. To be called while none is running.
  bool start(bool write);
  [[nodiscard]] bool is_running() const { return thread_.has_value(); }
  /// What came out, once, when it is over.
  [[nodiscard]] std::optional<RtcOutcome> take();

 private:
  void work(bool write);

  clock::HardwareClock& rtc_;
  clock::SteerableClock& clock_;
  Nap nap_;
  std::optional<std::thread> thread_;
  RtcOutcome outcome_;  ///< the thread's until it is done
  std::atomic<bool> done_ = false;
  std::atomic<bool> stop_ = false;
};

}  // namespace foliot::daemon

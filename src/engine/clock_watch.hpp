// ClockWatch: whether the steered clock does what it was told.
//
// All commands to the clock come from here, so what it must show at any instant of the free-running clock is known.
// When it shows something else, somebody else stepped it, slews it or set its frequency; when the machine says that
// it slept, the free-running clock stood still meanwhile. A virtual machine that stood still shows nothing of that
// kind: only fresh measurements tell (jump_vote.hpp).
#pragma once

#include <cstdint>
#include <optional>

#include "discipline/clock_command.hpp"
#include "time/frequency.hpp"
#include "time/points.hpp"

namespace foliot::engine {

enum class DisturbanceKind : std::uint8_t {
  slept,    ///< the machine was suspended
  moved,    ///< somebody stepped the clock, or the free-running clock stood still
  meddled,  ///< somebody slews the clock, or changed its frequency
};

struct Disturbance {
  DisturbanceKind kind = DisturbanceKind::moved;
  Interval by;          ///< slept: for how long; moved: how far the clock jumped, > 0: forward
  Frequency frequency;  ///< meddled: how much faster than told the clock runs
};

class ClockWatch {
 public:
  /// running: the frequency that the clock runs at now. asleep: time that the machine has slept since it was started.
  ClockWatch(const ClockReading& now, Frequency running, Interval asleep);

  /// A command of ours was carried out between the readings `before` and `after`.
  void on_command(const discipline::ClockCommand& command, const ClockReading& before, const ClockReading& after);
  /// The clock jumps by itself: a leap second that the kernel takes.
  void expect_jump(Interval by);
  /// What the clock shows at `now` is taken as what it has to show: its error has just been measured.
  void accept(const ClockReading& now);

  /// Looks at the clock; what happened since the last look. Each disturbance is told once.
  [[nodiscard]] std::optional<Disturbance> check(const ClockReading& now, Interval asleep);
  /// This is no time to look; next_check() comes later.
  void put_off(MonoTime now);
  /// When it wants to look again: soon when something is unclear.
  [[nodiscard]] MonoTime next_check() const { return next_check_; }
  /// What the clock shows minus what it should show since `accept`, s.
  [[nodiscard]] double deviation_s(const ClockReading& now) const;

 private:
  struct Suspicion {
    MonoTime at;
    double rate = 0;         ///< of growth before, s/s
    double deviation_s = 0;  ///< then
  };

  [[nodiscard]] WallTime expected(MonoTime at) const;
  [[nodiscard]] double tolerance_s(MonoTime at) const;
  std::optional<Disturbance> judge(double excess_s, const ClockReading& now);
  Disturbance tell(DisturbanceKind kind, double excess_s, double rate, const ClockReading& now);

  MonoTime anchor_at_;
  WallTime anchor_;  ///< what the clock had to show then
  Frequency running_;
  MonoTime accepted_at_;
  double latency_s_ = 0;  ///< what commands may have taken effect late by, since `accept`
  double told_s_ = 0;     ///< deviation that was told already
  double last_excess_s_ = 0;
  MonoTime last_check_;
  MonoTime next_check_;
  std::optional<Suspicion> suspicion_;
  Interval asleep_;
  bool adjusting_ = false;  ///< a one-shot tool let the clock slew by itself: nothing is known any more
};

}  // namespace foliot::engine

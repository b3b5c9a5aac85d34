// RtcPlan: when the hardware clock is looked at, and when it is written.
//
// Only while the steered clock is synchronised: before that, nothing is known that would be worth writing down. It is
// looked at once at the beginning and then after 4, 8, 16, 32, 64 s and every 110 s from there on: its drift is known
// roughly soon and well later. It is written at the first look and every 660 s, at the pace of the kernel's own
// 11-minute mode, each time right after a look, so that no piece of its drift is lost; 4 s later it is looked at again.
#pragma once

#include <optional>

#include "time/points.hpp"

namespace foliot::discipline {

enum class RtcTask : std::uint8_t { look, look_and_write };

class RtcPlan {
 public:
  /// looks: for `rtcfile`; writes, which includes the looks: for `rtcsync`.
  void configure(bool looks, bool writes);
  /// What is due; it counts as begun. `synchronized`: the steered clock is right now.
  [[nodiscard]] std::optional<RtcTask> take(MonoTime now, bool synchronized);
  /// One of the two clocks was set by others: look again soon.
  void start_over();
  /// Nothing before the first look, which comes with the synchronisation.
  [[nodiscard]] std::optional<MonoTime> next_look() const { return next_look_; }

 private:
  bool looks_ = false;
  bool writes_ = false;
  int looked_ = 0;
  std::optional<MonoTime> next_look_;
  std::optional<MonoTime> next_write_;
};

}  // namespace foliot::discipline

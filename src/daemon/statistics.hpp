// Statistics: the daemon's statistics files (`statistics`, `filegen`, `statsdir`).
//
// Lines are made here and written by a thread of their own: a disk that is full or slow must not keep the event loop
// waiting. What waits to be written is bounded; what finds no room is dropped and counted. What goes wrong is told to
// the log, at most once an hour.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "config/config.hpp"
#include "control/statistics_text.hpp"
#include "daemon/statistics_writer.hpp"
#include "engine/actions.hpp"
#include "time/points.hpp"

namespace foliot::daemon {

class Statistics {
 public:
  explicit Statistics(MonoTime start) : start_(start), next_hour_(start + kHour), use_since_(start) {}

  /// From now on these settings hold. Files are opened anew: whoever moved one away waits for that.
  void configure(const config::Config& config);
  /// loopstats, peerstats, rawstats: what the engine measured.
  void note(const engine::Record& record, const ClockReading& now);
  /// protostats: an event, as the log tells it.
  void note_event(std::string_view event, const ClockReading& now);
  /// Whether the hourly records are due.
  [[nodiscard]] bool hour_is_over(MonoTime now) const { return now >= next_hour_; }
  [[nodiscard]] MonoTime next_deadline() const { return next_hour_; }
  /// sysstats and usestats. True: sysstats was recorded, so its counters begin again at zero.
  bool record_hour(const control::ServiceView& service, const ClockReading& now);
  /// What the log should say of files that could not be written.
  [[nodiscard]] std::optional<std::string> complaint(MonoTime now);

 private:
  static constexpr Interval kHour = Interval::from_seconds(3600);

  [[nodiscard]] bool is_wanted(config::Statistics kind) const;
  void write(config::Statistics kind, std::string line, const ClockReading& now);

  config::Config config_;
  MonoTime start_;
  MonoTime next_hour_;
  MonoTime use_since_;
  control::ProcessUse use_;
  std::optional<MonoTime> complained_at_;
  StatisticsWriter writer_;
};

}  // namespace foliot::daemon

// RtcKeeper: `rtcsync` and `rtcfile`. Looks at the hardware clock and writes it when that is due
// (discipline/rtc_plan.hpp), learns its drift (discipline/rtc_track.hpp), and tells what it knows.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "config/config.hpp"
#include "control/service_view.hpp"
#include "daemon/logger.hpp"
#include "daemon/rtc_job.hpp"
#include "discipline/rtc_file.hpp"
#include "discipline/rtc_plan.hpp"
#include "discipline/rtc_track.hpp"

namespace foliot::daemon {

/// Opens what `rtcsync` and `rtcfile` are about; nothing when neither is configured, or, with one line in `log`, when
/// there is none. To be called while everything may still be opened.
[[nodiscard]] std::unique_ptr<clock::HardwareClock> open_rtc(const config::Config& config, Logger& log);

class RtcKeeper {
 public:
  /// rtc: nullptr: there is none. All outlive it.
  RtcKeeper(clock::HardwareClock* rtc, clock::SteerableClock& clock, Logger& log, RtcJob::Nap nap = {});

  /// From now on this holds; `rtcdevice` is of the start.
  void configure(const config::Config& config);
  /// To be called often. synchronized: the clock is right; ahead_s: what it is believed to lack of the true time, asked
  /// for when a measurement has come.
  template <class Ahead>
  void on_turn(const ClockReading& now, bool synchronized, Ahead ahead_s) {
    if (!job_) return;
    if (auto outcome = job_->take()) digest(*outcome, now, ahead_s());
    begin_what_is_due(now.mono, synchronized);
  }
  /// The clock was stepped.
  void on_clock_jump();
  /// When to call on_turn at the latest.
  [[nodiscard]] std::optional<MonoTime> next_deadline() const;
  /// A look or a setting is under way.
  [[nodiscard]] bool is_busy() const { return job_ && job_->is_running(); }
  /// Keeps what was learnt: at the end.
  void store(WallTime now);

  /// Nothing while nothing is known.
  [[nodiscard]] std::optional<control::RtcView> view() const;

 private:
  void digest(const RtcOutcome& outcome, const ClockReading& now, double clock_lacks_s);
  void take_edge(const clock::RtcEdge& edge, double clock_lacks_s);
  void take_writing(const std::expected<void, clock::RtcError>& written);
  void begin_what_is_due(MonoTime now, bool synchronized);
  void report_once();
  void complain(const char* what, clock::RtcError error);
  void load();

  Logger& log_;
  std::optional<RtcJob> job_;  ///< nothing: no hardware clock
  std::string device_;
  std::optional<std::string> file_;
  discipline::RtcPlan plan_;
  discipline::RtcTrack track_;
  std::optional<discipline::RtcRecord> learnt_before_;
  std::optional<MonoTime> look_again_;  ///< while a job is running
  std::optional<MonoTime> next_store_;
  std::uint64_t writes_ = 0;
  bool reported_ = false;
  bool complained_ = false;
  bool idle_told_ = false;
};

}  // namespace foliot::daemon

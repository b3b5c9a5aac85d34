// A world with one steered clock and one hardware clock, in which time goes by only when somebody waits or reads.
#pragma once

#include <optional>

#include "clock/hardware_clock.hpp"
#include "clock/steerable_clock.hpp"

namespace foliot::clock {

/// Runs true until it is moved.
class WorldClock final : public SteerableClock {
 public:
  ClockReading now() override { return {mono, wall}; }
  Frequency frequency() override { return {}; }
  std::expected<void, ClockError> apply(const discipline::ClockCommand&) override { return {}; }
  Frequency max_frequency() const override { return kMaxFrequency; }
  void go_on(Interval span) {
    mono = mono + span;
    wall = wall + span;
  }

  MonoTime mono = MonoTime::from_nanoseconds(7'000'000'123);
  WallTime wall = WallTime::from_nanoseconds(1'800'000'000'400'000'000);
};

/// Is `ahead_s` ahead of the clock at the beginning and gains `drift`; each reading takes `reading_time`.
class WorldRtc final : public HardwareClock {
 public:
  WorldRtc(WorldClock& clock, double ahead_s, double drift) : clock_(clock), drift_(drift) {
    begin(static_cast<double>(clock.wall.nanoseconds()) * 1e-9 + ahead_s);
  }
  std::expected<std::int64_t, RtcError> read() override {
    ++readings;
    clock_.go_on(reading_time);
    if (error) return std::unexpected(*error);
    return static_cast<std::int64_t>(shows_s());
  }
  std::expected<void, RtcError> set(std::int64_t second_s) override {
    if (set_error) return std::unexpected(*set_error);
    begin(static_cast<double>(second_s) + 1 - tick.seconds());
    return {};
  }
  [[nodiscard]] Interval first_tick() const override { return tick; }
  [[nodiscard]] double shows_s() const { return shown_s_ + (clock_.mono - begun_).seconds() * (1 + drift_); }
  /// > 0: ahead of the clock.
  [[nodiscard]] double ahead_s() const { return shows_s() - static_cast<double>(clock_.wall.nanoseconds()) * 1e-9; }

  Interval reading_time = Interval::from_nanoseconds(20'000);
  Interval tick = Interval::from_nanoseconds(500'000'000);
  std::optional<RtcError> error;
  std::optional<RtcError> set_error;
  int readings = 0;

 private:
  void begin(double shown_s) {
    begun_ = clock_.mono;
    shown_s_ = shown_s;
  }

  WorldClock& clock_;
  double drift_;
  MonoTime begun_;
  double shown_s_ = 0;
};

}  // namespace foliot::clock

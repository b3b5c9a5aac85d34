// Measuring the precision of a clock.
#include "platform/platform_clock.hpp"

#include <gtest/gtest.h>

namespace foliot::platform {
namespace {

/// Moves on by a fixed step at each reading, or not at all.
class SteppingClock final : public PlatformClock {
 public:
  explicit SteppingClock(std::int64_t step_ns) : step_ns_(step_ns) {}

  ClockReading now() override {
    ++readings_;
    now_ns_ += step_ns_;
    return {MonoTime::from_nanoseconds(now_ns_), WallTime::from_nanoseconds(now_ns_)};
  }
  Frequency frequency() override { return {}; }
  std::expected<void, clock::ClockError> apply(const discipline::ClockCommand&) override { return {}; }
  Frequency max_frequency() const override { return {}; }
  ClockReading at_realtime(WallTime, const ClockReading&) override { return {}; }

  [[nodiscard]] int readings() const { return readings_; }

 private:
  std::int64_t step_ns_;
  std::int64_t now_ns_ = 0;
  int readings_ = 0;
};

TEST(MeasurePrecision, IsTheSmallestStepRoundedUpToAPowerOfTwo) {
  const struct {
    std::int64_t step_ns;
    int log2_s;
  } cases[] = {{1'000'000'000, 0}, {1'000, -19}, {60, -23}, {30, -24}, {2, -28}};
  for (const auto& each : cases) {
    SteppingClock clock(each.step_ns);
    EXPECT_EQ(measure_precision(clock), each.log2_s) << each.step_ns;
  }
}

TEST(MeasurePrecision, EndsWhereTimeStandsStillOrRunsBackwards) {
  for (const std::int64_t step_ns : {0, -5}) {
    SteppingClock clock(step_ns);
    EXPECT_EQ(measure_precision(clock), -23);
    EXPECT_LT(clock.readings(), 10'000);
  }
}

}  // namespace
}  // namespace foliot::platform

// Disturbed machines: steps and meddling by others, suspend, paused and moved virtual machines. What must hold is
// that the clock is put right soon, and that what is said of its error is true all the while.
#include <gtest/gtest.h>

#include "sim/recorder.hpp"
#include "support/world_support.hpp"

namespace foliot {
namespace {

using engine::EventCode;
using testing::count;
using testing::kSeed;

constexpr double kWhen_s = 20'000;

sim::Scene scene(std::size_t servers = 3) {
  sim::Scene made;
  made.oscillator = {.offset_s = 0.02, .frequency = Frequency::from_ppm(20), .wander = 1e-9};
  for (std::size_t i = 0; i < servers; ++i) {
    made.servers.push_back(testing::server("192.0.2." + std::to_string(i + 1)));
    made.servers.back().name = "s" + std::to_string(i);
    made.servers.back().path.up_s = made.servers.back().path.down_s = 0.002;
    made.servers.back().path.jitter_up = made.servers.back().path.jitter_down = sim::exponential(100e-6);
  }
  return made;
}

/// Runs a world with a disturbance at kWhen_s, and remembers what came of it.
class Disturbed {
 public:
  template <class What>
  explicit Disturbed(const What& what, std::size_t servers = 3)
      : scene_(with(scene(servers), what)), world(testing::follow(scene_.servers), scene_, kSeed) {
    world.run(kWhen_s - 1);
    before = world.engine().learnt_frequency().value_or(Frequency{});
    packets_ = world.packets_sent();
  }
  /// Runs on; how long after the disturbance the clock was off by more than a millisecond for the last time, s.
  double restless_s(double seconds) {
    double last_s = 0;
    world.run(seconds, 0.1, [&] {
      if (std::abs(world.error_s()) > 1e-3) last_s = world.now_s() - kWhen_s;
      worst_s = std::max(worst_s, std::abs(world.error_s()));
      const auto bound = sim::bound_s(world);
      if (!bound) unsynchronized_s += 0.1;
      if (bound && std::abs(world.error_s()) > *bound) uncovered_s += 0.1;
    });
    return last_s;
  }
  [[nodiscard]] std::uint64_t packets() const { return world.packets_sent() - packets_; }

 private:
  template <class What>
  static sim::Scene with(sim::Scene made, const What& what) {
    made.changes.push_back({kWhen_s, what});
    return made;
  }
  sim::Scene scene_;
  std::uint64_t packets_ = 0;

 public:
  sim::World world;
  Frequency before;
  double worst_s = 0;
  double uncovered_s = 0;
  double unsynchronized_s = 0;
};

TEST(Disturbance, AStepBySomebodyElseIsPutRightWithinSeconds) {
  for (const double step_s : {3.0, -700.0, 0.2}) {
    Disturbed run(sim::StepClock{step_s});
    EXPECT_LT(run.restless_s(3600), 10) << step_s << ", seed " << kSeed;
    EXPECT_EQ(run.uncovered_s, 0) << step_s;
    EXPECT_LT(run.unsynchronized_s, 10) << step_s;
    EXPECT_EQ(count(run.world, EventCode::clock_moved), 1);
    EXPECT_EQ(run.world.clock().steps(), 1);
    EXPECT_NEAR(run.world.engine().learnt_frequency()->ppm(), run.before.ppm(), 0.1);
    EXPECT_LE(run.packets(), 3 * (8 + 50)) << "one burst to each, and normal polls from short to long";
  }
}

TEST(Disturbance, ASmallStepIsSlewedBack) {
  Disturbed run(sim::StepClock{0.06});
  EXPECT_LT(run.restless_s(3600), 200) << "60 ms at 500 ppm; seed " << kSeed;
  EXPECT_EQ(run.uncovered_s, 0);
  EXPECT_EQ(run.unsynchronized_s, 0);
  EXPECT_EQ(run.world.clock().steps(), 0);
}

TEST(Disturbance, AStepBeyondThePanicThresholdIsLeftToTheAdministrator) {
  Disturbed run(sim::StepClock{5000});
  static_cast<void>(run.restless_s(600));
  EXPECT_NEAR(run.world.error_s(), 5000, 1) << "seed " << kSeed;
  EXPECT_EQ(run.uncovered_s, 0);
  EXPECT_FALSE(run.world.engine().synchronized());
  EXPECT_EQ(count(run.world, EventCode::panic), 1);
}

TEST(Disturbance, AForeignFrequencyIsTakenBackWithinSeconds) {
  Disturbed run(sim::Meddle{Frequency::from_ppm(300)});
  EXPECT_LT(run.restless_s(3600), 600) << "1.5 ms, slewed back without haste; seed " << kSeed;
  EXPECT_LT(run.worst_s, 2e-3);
  EXPECT_EQ(run.uncovered_s, 0);
  EXPECT_EQ(count(run.world, EventCode::clock_meddled), 1);
  EXPECT_EQ(count(run.world, EventCode::clock_moved), 0);
}

TEST(Disturbance, AfterSuspendTimeIsServedOnlyWhenServersHaveConfirmedIt) {
  for (const double error_s : {0.0, 0.7, -2.0}) {
    Disturbed run(sim::Suspend{7200, error_s});
    EXPECT_LT(run.restless_s(4 * 3600) - 7200, 12) << error_s << ", seed " << kSeed;
    EXPECT_EQ(run.uncovered_s, 0) << error_s;
    EXPECT_GT(run.unsynchronized_s, 0) << error_s;
    EXPECT_LT(run.unsynchronized_s, 12) << error_s;
    EXPECT_EQ(count(run.world, EventCode::machine_slept), 1);
    EXPECT_EQ(count(run.world, EventCode::clock_moved), 0);
    EXPECT_NEAR(run.world.engine().learnt_frequency()->ppm(), run.before.ppm(), 0.2);
  }
}

TEST(Disturbance, APausedMachineIsPutRightByTheNextPoll) {
  Disturbed run(sim::Pause{600});
  static_cast<void>(run.restless_s(600 + 1100 + 20));
  EXPECT_LT(std::abs(run.world.error_s()), 1e-3) << "seed " << kSeed;
  EXPECT_EQ(count(run.world, EventCode::clock_stood_still), 1);
  EXPECT_EQ(run.world.clock().steps(), 1) << "at once, not after stepout";
}

TEST(Disturbance, AWallClockThatTheHostPutRightIsNotPutWrong) {
  Disturbed run(sim::Pause{600, true});
  EXPECT_EQ(run.restless_s(600 + 3600), 0) << "seed " << kSeed;
  EXPECT_EQ(run.uncovered_s, 0);
  EXPECT_EQ(count(run.world, EventCode::clock_moved), 1);
  EXPECT_EQ(count(run.world, EventCode::clock_stood_still), 1);
  EXPECT_EQ(run.world.clock().steps(), 0);
}

TEST(Disturbance, OneSourceAloneIsBelievedWhenItInsists) {
  Disturbed run(sim::Pause{600}, 1);
  static_cast<void>(run.restless_s(600 + 1100 + 30));
  EXPECT_LT(std::abs(run.world.error_s()), 1e-3) << "seed " << kSeed;
}

TEST(Disturbance, AServerThatIsSteppedMovesNothing) {
  Disturbed run(sim::SetServer{.server = "s1", .offset_s = 30.0});
  EXPECT_EQ(run.restless_s(7200), 0) << "seed " << kSeed;
  EXPECT_EQ(run.uncovered_s, 0);
  EXPECT_EQ(count(run.world, EventCode::clock_stood_still), 0);
}

}  // namespace
}  // namespace foliot

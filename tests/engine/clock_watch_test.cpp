#include "engine/clock_watch.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace foliot::engine {
namespace {

using discipline::SetFrequency;

constexpr ClockReading kStart{MonoTime::from_nanoseconds(1'000'000'000'000),
                              WallTime::from_nanoseconds(1'800'000'000'000'000'000)};

/// A clock that does what it is told, and what others do to it.
class Machine {
 public:
  explicit Machine(double ppm = 0) : frequency_(Frequency::from_ppm(ppm)), watch(kStart, frequency_, Interval{}) {}

  void pass(double seconds) {
    const Interval span = Interval::from_seconds(seconds);
    now.mono = now.mono + span;
    now.wall = now.wall + span + Interval::from_seconds(seconds * (frequency_ + foreign).ratio());
  }
  void jump(double seconds) { now.wall = now.wall + Interval::from_seconds(seconds); }
  void command(const discipline::ClockCommand& command) {
    const ClockReading before = now;
    if (const auto* set = std::get_if<SetFrequency>(&command)) frequency_ = set->frequency;
    if (const auto* step = std::get_if<discipline::Step>(&command)) now.wall = now.wall + step->shift;
    pass(1e-6);
    watch.on_command(command, before, now);
  }
  /// Looks whenever the watch wants to while `seconds` pass.
  std::vector<Disturbance> look(double seconds) {
    std::vector<Disturbance> seen;
    const MonoTime end = now.mono + Interval::from_seconds(seconds);
    while (now.mono < end) {
      pass(std::max(std::min((end - now.mono).seconds(), (watch.next_check() - now.mono).seconds()), 1e-9));
      if (const auto one = watch.check(now, asleep)) seen.push_back(*one);
    }
    return seen;
  }

  ClockReading now = kStart;
  Frequency foreign;
  Interval asleep;

 private:
  Frequency frequency_;

 public:
  ClockWatch watch;
};

TEST(ClockWatch, ALookThatIsPutOffIsWantedLater) {
  Machine machine;
  machine.pass(3600);
  ASSERT_LE(machine.watch.next_check(), machine.now.mono);
  machine.watch.put_off(machine.now.mono);
  EXPECT_GT(machine.watch.next_check(), machine.now.mono);
}

TEST(ClockWatch, IsSilentWhileTheClockDoesWhatItIsTold) {
  Machine machine(30);
  EXPECT_TRUE(machine.look(1000).empty());
  for (const double ppm : {-500.0, 50'000.0, 12.3, -0.001}) {
    machine.command(SetFrequency{Frequency::from_ppm(ppm)});
    EXPECT_TRUE(machine.look(100).empty()) << ppm;
  }
  machine.command(discipline::Step{Interval::from_seconds(-5000)});
  EXPECT_TRUE(machine.look(5000).empty());
  EXPECT_NEAR(machine.watch.deviation_s(machine.now), 0, 1e-6);
}

TEST(ClockWatch, TellsAStepOfSomebodyElseOnce) {
  for (const double step_s : {3600.0, -2.0, 0.06, -0.005, 0.001, -0.0001}) {
    Machine machine(-10);
    EXPECT_TRUE(machine.look(100).empty());
    machine.jump(step_s);
    EXPECT_NEAR(machine.watch.deviation_s(machine.now), step_s, 1e-6);
    const auto seen = machine.look(100);
    ASSERT_EQ(seen.size(), 1U) << step_s;
    EXPECT_EQ(seen[0].kind, DisturbanceKind::moved) << step_s;
    EXPECT_NEAR(seen[0].by.seconds(), step_s, 1e-6);
    EXPECT_NEAR(machine.watch.deviation_s(machine.now), step_s, 1e-6) << "it is still there";
    machine.watch.accept(machine.now);
    EXPECT_EQ(machine.watch.deviation_s(machine.now), 0);
    EXPECT_TRUE(machine.look(100).empty());
  }
}

TEST(ClockWatch, NoticesWithinFiveSeconds) {
  Machine machine;
  static_cast<void>(machine.look(10));
  machine.jump(0.5);
  EXPECT_EQ(machine.look(4.1).size(), 1U);
  machine.foreign = Frequency::from_ppm(400);
  EXPECT_EQ(machine.look(5.1).size(), 1U);
}

TEST(ClockWatch, TellsAForeignFrequencyFromAStep) {
  for (const double ppm : {500.0, -500.0, 90.0, -20.0}) {
    Machine machine(5);
    EXPECT_TRUE(machine.look(100).empty());
    machine.foreign = Frequency::from_ppm(ppm);
    const auto seen = machine.look(20);
    ASSERT_FALSE(seen.empty()) << ppm;
    EXPECT_EQ(seen[0].kind, DisturbanceKind::meddled) << ppm;
    EXPECT_NEAR(seen[0].frequency.ppm(), ppm, std::abs(ppm) / 10);
    machine.foreign = {};
    machine.command(SetFrequency{Frequency::from_ppm(5)});
    EXPECT_TRUE(machine.look(100).empty()) << ppm;
  }
}

TEST(ClockWatch, DoesNotTakeTheNoiseOfReadingForADisturbance) {
  Machine machine;
  for (int i = 0; i < 1000; ++i) {
    machine.pass(4);
    ClockReading noisy = machine.now;
    noisy.wall = noisy.wall + Interval::from_seconds(i % 2 == 0 ? 8e-6 : -8e-6);
    EXPECT_FALSE(machine.watch.check(noisy, Interval{}));
  }
}

TEST(ClockWatch, TellsThatTheMachineSleptAndBeginsAnew) {
  Machine machine;
  static_cast<void>(machine.look(100));
  machine.asleep = Interval::from_seconds(3600);
  machine.jump(3600.7);  // what the battery clock said
  const auto seen = machine.look(5);
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].kind, DisturbanceKind::slept);
  EXPECT_DOUBLE_EQ(seen[0].by.seconds(), 3600);
  EXPECT_NEAR(machine.watch.deviation_s(machine.now), 0, 1e-6);
}

TEST(ClockWatch, ExpectsTheLeapSecondThatItIsToldOf) {
  Machine machine;
  machine.jump(-1);
  machine.watch.expect_jump(Interval::from_seconds(-1));
  EXPECT_TRUE(machine.look(100).empty());
}

TEST(ClockWatch, KnowsNothingOnceTheKernelSlewsByItself) {
  Machine machine;
  machine.command(discipline::Adjust{Interval::from_seconds(0.01)});
  machine.foreign = Frequency::from_ppm(500);
  EXPECT_TRUE(machine.look(100).empty());
}

}  // namespace
}  // namespace foliot::engine

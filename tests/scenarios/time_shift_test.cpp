// Attackers who want to shift the client's time, and fail: poisoned pools, dragged majorities, delays, kisses.
#include <gtest/gtest.h>

#include "sim/recorder.hpp"
#include "support/world_support.hpp"

namespace foliot::testing {
namespace {

using engine::EventCode;

constexpr double kHour_s = 3600;
constexpr int kFollowed = 4;
constexpr int kServers = 40;

base::IpAddress address(int number) {
  return base::IpAddress::v4(192, 0, 2, static_cast<std::uint8_t>(number));
}

std::vector<base::IpAddress> addresses(int first, int last) {
  std::vector<base::IpAddress> all;
  for (int i = first; i <= last; ++i) all.push_back(address(i));
  return all;
}

sim::Scene scene() {
  sim::Scene made;
  made.oscillator = {.offset_s = 0.02, .frequency = Frequency::from_ppm(20), .wander = 1e-9};
  for (int i = 1; i <= kServers; ++i) {
    sim::ServerModel one = server(address(i).to_string());
    one.path.up_s = one.path.down_s = 0.002 + 0.001 * i;
    one.path.jitter_up = one.path.jitter_down = sim::exponential(300e-6);
    one.offset_s = i % 2 == 0 ? 0.5e-3 : -0.5e-3;
    one.root_dispersion_s = 1e-3;
    made.servers.push_back(one);
  }
  return made;
}

config::Config pool(int watchdog, int maxpoll = 10) {
  config::Config config;
  config.associations.push_back(server_line("pool.example"));
  config.associations[0].options.kind = association::AssociationKind::pool;
  config.associations[0].options.maxpoll = PollExponent(maxpoll);
  config.associations[0].options.minpoll = std::min(config.associations[0].options.minpoll, PollExponent(maxpoll));
  config.selection.maxclock = kFollowed;
  config.selection.watchdog = watchdog;
  return config;
}

/// A pool whose first look-up gives the servers 1 to 4, and later ones all of them.
struct Pool {
  explicit Pool(int watchdog, std::uint64_t seed = kSeed, const sim::Scene& made = scene(), int maxpoll = 10)
      : world(pool(watchdog, maxpoll), made, seed, {{"pool.example", addresses(1, kFollowed)}}) {
    world.run(120);
    world.set_addresses("pool.example", addresses(1, kServers));
  }
  /// The clocks of those that are followed.
  void shift_followed(double offset_s, double drift_ppm = 0) {
    for (std::size_t i = 0; i < kFollowed; ++i) {
      world.server(i).drift = Frequency::from_ppm(drift_ppm);
      world.server(i).offset_s = offset_s - world.server(i).drift.ratio() * world.now_s();
    }
  }
  [[nodiscard]] control::SystemView view() {
    world.engine().set_view_time(world.reading());
    return world.engine().system_view();
  }
  /// Runs until the clock is held, at most so long; how long it took, s.
  std::optional<double> until_held(double at_most_s) {
    const double begin_s = world.now_s();
    while (world.now_s() - begin_s < at_most_s) {
      world.run(1);
      worst_s = std::max(worst_s, std::abs(world.error_s()));
      if (view().watchdog.state == "holds") return world.now_s() - begin_s;
    }
    return std::nullopt;
  }
  /// Lets time pass; the time during which what is said of the error is not true, s.
  double uncovered_s(double seconds) {
    double uncovered_s = 0;
    world.run(seconds, [&] {
      const auto bound = sim::bound_s(world);
      worst_s = std::max(worst_s, std::abs(world.error_s()));
      uncovered_s += bound && std::abs(world.error_s()) > *bound ? 1 : 0;
    });
    return uncovered_s;
  }

  sim::World world;
  double worst_s = 0;
};

TEST(TimeShift, LeavesAnHonestPoolAlone) {
  Pool with(9);
  Pool without(0);
  for (Pool* one : {&with, &without}) one->world.run(kHour_s);
  EXPECT_LT(worst_error_s(with.world, 86'400), 2e-3);
  without.world.run(86'400);
  EXPECT_EQ(count(with.world, EventCode::watchdog_held), 0);
  EXPECT_EQ(with.view().watchdog.state, "agrees");
  const auto view = with.view().watchdog;
  EXPECT_GT(view.rounds, 30U);
  EXPECT_LT(view.sent, 700U) << "packets in a day";
  EXPECT_LT(with.world.lookups(), 80U) << "look-ups in a day";
  EXPECT_EQ(view.servers, kServers - kFollowed);
  RecordProperty("packets_per_day", static_cast<int>(view.sent));
}

TEST(TimeShift, FailsWhenTheFollowedMajorityJumps) {
  Pool pool(9);
  pool.world.run(6 * kHour_s);
  pool.shift_followed(0.3);
  const auto held_after_s = pool.until_held(kHour_s);
  ASSERT_TRUE(held_after_s) << "seed " << kSeed;
  EXPECT_EQ(pool.uncovered_s(12 * kHour_s), 0);
  EXPECT_LT(pool.worst_s, 5e-3) << "a step waits until the crop was asked";
  EXPECT_EQ(count(pool.world, EventCode::clock_stepped), 0);
  EXPECT_EQ(count(pool.world, EventCode::watchdog_held), 1) << "said once";
  EXPECT_GT(sim::bound_s(pool.world).value_or(16), 0.3) << "unsynchronised, or a bound that covers both";
  pool.shift_followed(0);
  pool.world.run(2 * kHour_s);
  EXPECT_EQ(count(pool.world, EventCode::watchdog_released), 1);
  EXPECT_LT(worst_error_s(pool.world, kHour_s), 2e-3);
}

// The verdict before the jump says nothing of it, and the witnesses may have been asked a moment ago.
TEST(TimeShift, FailsRightAfterARoundThatAgreed) {
  for (const int servers : {kFollowed + 3, kServers}) {
    for (const int maxpoll : {3, 6, 10}) {
      Pool pool(3, kSeed, scene(), maxpoll);
      pool.world.set_addresses("pool.example", addresses(1, servers));
      pool.world.run(6 * kHour_s);
      const auto rounds = pool.view().watchdog.rounds;
      for (int i = 0; i < 7200 && pool.view().watchdog.rounds == rounds; ++i) pool.world.run(1);
      pool.world.run(6);
      ASSERT_EQ(pool.view().watchdog.state, "agrees") << servers;
      pool.shift_followed(0.3);
      EXPECT_TRUE(pool.until_held(kHour_s)) << servers << " servers, maxpoll " << maxpoll << ", seed " << kSeed;
      EXPECT_LT(pool.worst_s, 5e-3) << servers << " servers, maxpoll " << maxpoll;
      EXPECT_EQ(count(pool.world, EventCode::clock_stepped), 0);
    }
  }
}

TEST(TimeShift, SucceedsWithAFollowedMajorityWhenNobodyWatches) {
  Pool pool(0);
  pool.world.run(6 * kHour_s);
  pool.shift_followed(0.3);
  pool.world.run(4 * kHour_s);
  EXPECT_NEAR(pool.world.error_s(), 0.3, 0.01) << "or the tests above would show nothing";
}

TEST(TimeShift, FailsWhenTheFollowedMajorityDragsSlowly) {
  for (const double ppm : {2.0, 20.0, 200.0}) {
    Pool pool(9);
    pool.world.run(6 * kHour_s);
    pool.shift_followed(0, ppm);
    const auto held_after_s = pool.until_held(24 * kHour_s);
    ASSERT_TRUE(held_after_s) << ppm << " ppm, seed " << kSeed;
    const double at_hold_s = std::abs(pool.world.error_s());
    std::cout << ppm << " ppm: held after " << *held_after_s << " s, off by " << at_hold_s << " s\n";
    EXPECT_LT(at_hold_s, 0.07 + ppm * 1e-6 * 2700 + 0.01) << ppm << " ppm: the margins, and the longest pause";
    EXPECT_EQ(pool.uncovered_s(6 * kHour_s), 0) << ppm << " ppm";
    EXPECT_LT(pool.worst_s, at_hold_s + 0.05) << ppm << " ppm: not dragged on by what was learnt";
  }
}

TEST(TimeShift, FailsWhenTheFirstLookUpWasPoisoned) {
  sim::Scene made = scene();
  for (std::size_t i = 0; i < kFollowed; ++i) made.servers[i].offset_s = 0.4;
  Pool pool(9, kSeed, made);
  ASSERT_TRUE(pool.until_held(3 * kHour_s)) << "seed " << kSeed;
  EXPECT_EQ(pool.uncovered_s(6 * kHour_s), 0);
  EXPECT_LT(pool.worst_s, 0.41) << "what they said at the start, and no more";
  EXPECT_GT(std::abs(pool.world.error_s()), 0.3) << "the clock is never set to the crop";
  pool.shift_followed(5);
  EXPECT_EQ(pool.uncovered_s(6 * kHour_s), 0);
  EXPECT_LT(pool.worst_s, 0.45);
  EXPECT_FALSE(sim::bound_s(pool.world)) << "with claims 5 s apart nothing can be said";
}

TEST(TimeShift, DoesNotDependOnTheSeed) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    Pool pool(9, seed);
    pool.world.run(4 * kHour_s);
    pool.shift_followed(seed % 2 == 0 ? -0.25 : 0.25);
    EXPECT_TRUE(pool.until_held(kHour_s)) << "seed " << seed;
    EXPECT_LT(pool.worst_s, 5e-3) << "seed " << seed;
  }
}

TEST(TimeShift, FailsWhenLessThanAThirdOfTheCropLies) {
  sim::Scene made = scene();
  for (std::size_t i = 8; i < 18; ++i) made.servers[i].offset_s = 3;
  Pool pool(12, kSeed, made);
  pool.world.run(kHour_s);
  EXPECT_LT(worst_error_s(pool.world, 86'400), 2e-3);
  EXPECT_EQ(count(pool.world, EventCode::watchdog_held), 0) << "seed " << kSeed;
}

TEST(TimeShift, CanOnlyStopTheSteeringWhenAllOfTheCropLies) {
  sim::Scene made = scene();
  for (std::size_t i = kFollowed; i < kServers; ++i) made.servers[i].offset_s = 0.3;
  Pool pool(9, kSeed, made);
  ASSERT_TRUE(pool.until_held(3 * kHour_s));
  EXPECT_EQ(pool.uncovered_s(86'400), 0);
  EXPECT_LT(pool.worst_s, 0.05) << "held, not led";
}

TEST(TimeShift, IsSteeredOnWhenTheWatchdogIsSwitchedOff) {
  sim::Scene made = scene();
  for (std::size_t i = kFollowed; i < kServers; ++i) made.servers[i].offset_s = 0.3;
  Pool pool_world(9, kSeed, made);
  ASSERT_TRUE(pool_world.until_held(3 * kHour_s));
  pool_world.world.reconfigure(pool(0));
  pool_world.world.run(kHour_s);
  EXPECT_LT(worst_error_s(pool_world.world, kHour_s), 2e-3);
  EXPECT_EQ(pool_world.view().watchdog.state, "off");
}

TEST(TimeShift, GoesOnWithOtherServersOnceTheLiarsAreNotConfiguredAnyMore) {
  Pool pool_world(9);
  pool_world.world.run(6 * kHour_s);
  pool_world.shift_followed(0.3);
  ASSERT_TRUE(pool_world.until_held(kHour_s));
  config::Config other;
  for (int i = 5; i <= 8; ++i) other.associations.push_back(server_line(address(i).to_string()));
  other.selection.watchdog = 9;
  pool_world.world.reconfigure(other);
  pool_world.world.run(kHour_s);
  EXPECT_TRUE(pool_world.world.engine().synchronized());
  EXPECT_LT(worst_error_s(pool_world.world, kHour_s), 2e-3);
}

TEST(TimeShift, FailsWithSmallAndBigStepsInTheFirstMinutes) {
  // CVE-2015-5300: -g forgives one big step; a small one must use that up, and nothing may end the daemon.
  config::Config config = follow(three_servers());
  config.discipline.allow_first_panic = true;
  sim::World world(config, {.offset_s = 0.01, .frequency = Frequency::from_ppm(5), .wander = 1e-9}, three_servers(),
                   kStart, kSeed);
  const auto shift = [&](double offset_s) {
    for (std::size_t i = 0; i < 3; ++i) world.server(i).offset_s = offset_s;
  };
  shift(0.05);
  world.run(40);
  ASSERT_TRUE(world.engine().synchronized());
  double worst_s = 0;
  for (int i = 0; i < 8; ++i) {
    shift(i % 2 == 0 ? 2000 : 0.05);
    worst_s = std::max(worst_s, worst_error_s(world, 70));
  }
  EXPECT_LT(worst_s, 0.2);
  EXPECT_LE(world.clock().steps(), 1);
  shift(3000);
  EXPECT_LT(worst_error_s(world, 4 * kHour_s), 0.2);
  EXPECT_GE(count(world, EventCode::panic), 1);
  EXPECT_TRUE(world.client().running());
}

}  // namespace
}  // namespace foliot::testing

// Whole stories of one client in simulated time: what an administrator would see happen.
#include <gtest/gtest.h>

#include "support/world_support.hpp"

namespace foliot::testing {
namespace {

using selection::SelectionStatus;

constexpr sim::OscillatorModel kWrongClock{.offset_s = 0.8, .frequency = Frequency::from_ppm(35), .wander = 1e-9};

sim::OscillatorModel wrong_by(double offset_s) {
  sim::OscillatorModel oscillator;
  oscillator.offset_s = offset_s;
  return oscillator;
}

TEST(Client, IsWithinAMillisecondAMinuteAfterAColdStart) {
  const auto servers = three_servers();
  sim::World world(follow(servers), kWrongClock, servers, kStart, kSeed);
  world.run(30);
  EXPECT_TRUE(world.engine().synchronized());
  EXPECT_LT(worst_error_s(world, 30), 1e-3);
  EXPECT_EQ(world.clock().steps(), 1);
}

TEST(Client, StaysWithinItsOwnBoundForADay) {
  const auto servers = three_servers();
  sim::World world(follow(servers), kWrongClock, servers, kStart, kSeed);
  world.run(60);
  int outside = 0;
  world.run(86'400, [&] {
    world.engine().set_view_time(world.reading());
    outside += std::abs(world.error_s()) > world.engine().system_view().bound_s ? 1 : 0;
  });
  EXPECT_EQ(outside, 0) << "seed " << kSeed;
}

TEST(Client, BacksOffTo1024SecondsAsTheClockSettles) {
  const auto servers = three_servers();
  sim::World world(follow(servers), kWrongClock, servers, kStart, kSeed);
  world.run(86'400);
  world.engine().set_view_time(world.reading());
  for (const auto& view : world.engine().peer_views()) EXPECT_EQ(view.host_poll_log2_s, 10);
}

TEST(Client, NeverFollowsOneLiarAmongThree) {
  auto servers = three_servers();
  servers[1].offset_s = 0.3;
  sim::World world(follow(servers), kWrongClock, servers, kStart, kSeed);
  world.run(60);
  EXPECT_LT(worst_error_s(world, 20'000), 2e-3) << "seed " << kSeed;
  EXPECT_EQ(status_of(world, "192.0.2.2"), SelectionStatus::falsetick);
}

TEST(Client, MarksAServerThatBeginsToLie) {
  const auto servers = three_servers();
  sim::World world(follow(servers), kWrongClock, servers, kStart, kSeed);
  world.run(3600);
  world.server(0).offset_s = 1;
  EXPECT_LT(worst_error_s(world, 10'000), 2e-3) << "seed " << kSeed;
  EXPECT_EQ(status_of(world, "192.0.2.1"), SelectionStatus::falsetick);
}

TEST(Client, MovesToAnotherServerWithinEightPollsWhenItsOwnDies) {
  auto servers = three_servers();
  servers[0].path.up_s = servers[0].path.down_s = 1e-4;
  config::Config config = follow(servers);
  for (auto& line : config.associations) line.options.maxpoll = PollExponent(6);
  sim::World world(config, kWrongClock, servers, kStart, kSeed);
  world.run(3600);
  world.engine().set_view_time(world.reading());
  const auto before = world.engine().system_view().reference_id;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto address = base::IpAddress::parse(world.server(i).host);
    if (engine::reference_id_of(*address) == before) world.server(i).alive = false;
  }
  EXPECT_LT(worst_error_s(world, 9 * 64), 2e-3);
  const auto after = world.engine().system_view().reference_id;
  EXPECT_NE(before.bits(), after.bits());
}

TEST(Client, HoldsOverHonestlyWhenEveryServerIsGone) {
  const auto servers = three_servers();
  sim::World world(follow(servers), kWrongClock, servers, kStart, kSeed);
  world.run(20'000);
  for (std::size_t i = 0; i < 3; ++i) world.server(i).alive = false;
  world.run(20'000, [&] {
    world.engine().set_view_time(world.reading());
    const auto view = world.engine().system_view();
    if (view.leap == LeapIndicator::unsynchronized) return;
    EXPECT_LE(std::abs(world.error_s()), view.bound_s);
  });
  EXPECT_GE(count(world, engine::EventCode::no_system_peer), 1);
}

TEST(Client, RefusesAnOffsetBeyondThePanicThresholdAndLivesOn) {
  auto servers = three_servers();
  sim::World world(follow(servers), wrong_by(-5000), servers, kStart, kSeed);
  world.run(120);
  EXPECT_EQ(world.clock().steps(), 0);
  EXPECT_FALSE(world.engine().synchronized());
  EXPECT_EQ(count(world, engine::EventCode::panic), 1);
  for (std::size_t i = 0; i < 3; ++i) world.server(i).offset_s = -5000;
  world.run(4000);
  EXPECT_TRUE(world.engine().synchronized());
  EXPECT_EQ(count(world, engine::EventCode::panic_over), 1);
}

TEST(Client, TakesOneBigStepWhenAllowed) {
  const auto servers = three_servers();
  config::Config config = follow(servers);
  config.discipline.allow_first_panic = true;
  sim::World world(config, wrong_by(-5000), servers, kStart, kSeed);
  world.run(60);
  EXPECT_EQ(world.clock().steps(), 1);
  EXPECT_LT(worst_error_s(world, 600), 1e-3);
}

TEST(Client, StepsBackAfterStepoutWhenSomeoneElseMovedTheClock) {
  const auto servers = three_servers();
  sim::World world(follow(servers), kWrongClock, servers, kStart, kSeed);
  world.run(3600);
  const int steps = world.clock().steps();
  world.clock().disturb(Interval::from_seconds(-2));
  world.run(3600);
  EXPECT_EQ(world.clock().steps(), steps + 1);
  EXPECT_LT(worst_error_s(world, 600), 1e-3);
}

TEST(Client, CrossesTheEndOfTheEraUnmoved) {
  // 2036-02-07 06:28:16 UTC, minus 500 s.
  constexpr auto kBeforeTheEra = sim::TrueTime::from_nanoseconds((2'085'978'496 - 500) * std::int64_t{1'000'000'000});
  const auto servers = three_servers();
  sim::World world(follow(servers), kWrongClock, servers, kBeforeTheEra, kSeed);
  world.run(60);
  const int steps = world.clock().steps();
  EXPECT_LT(worst_error_s(world, 2000), 1e-3);
  EXPECT_EQ(world.clock().steps(), steps);
}

TEST(Client, SlewsInsteadOfSteppingWithTheSlewSwitch) {
  const auto servers = three_servers();
  config::Config config = follow(servers);
  config.discipline.slew_only = true;
  sim::World world(config, wrong_by(0.3), servers, kStart, kSeed);
  double fastest_ppm = 0;
  world.run(1200, [&] {
    const auto learnt = world.engine().learnt_frequency();
    if (!learnt) return;
    fastest_ppm = std::max(fastest_ppm, std::abs((world.clock().frequency() - *learnt).ppm()));
  });
  EXPECT_EQ(world.clock().steps(), 0);
  EXPECT_NEAR(fastest_ppm, 500, 0.001);  // that much, and no more, on top of the learnt frequency
  EXPECT_LT(worst_error_s(world, 600), 1e-3);
}

TEST(Client, ReplaysToTheNanosecondFromOneSeed) {
  const auto servers = three_servers();
  const auto final_error = [&](std::uint64_t seed) {
    sim::World world(follow(servers), kWrongClock, servers, kStart, seed);
    world.run(5000);
    return world.error_s();
  };
  EXPECT_EQ(final_error(1), final_error(1));
  EXPECT_NE(final_error(1), final_error(2));
}

}  // namespace
}  // namespace foliot::testing

// What the words after a server's address do to a client that follows it (ntp.conf: server ... WORDS).
#include <gtest/gtest.h>

#include "support/world_support.hpp"

namespace foliot::engine {
namespace {

using association::AssociationOptions;
using selection::SelectionStatus;
using testing::kSeed;
using testing::kStart;
using testing::status_of;

constexpr sim::OscillatorModel kClock{.offset_s = 0.02, .frequency = Frequency::from_ppm(10), .wander = 1e-9};
constexpr double kHour_s = 3600;
const std::string kFirst = "192.0.2.1";

/// Three good servers; `change` gives the first line its words.
sim::World world_with(void (*change)(AssociationOptions&), std::vector<sim::ServerModel> servers) {
  config::Config config = testing::follow(servers);
  change(config.associations.front().options);
  return sim::World(config, kClock, std::move(servers), kStart, kSeed);
}

control::PeerView view_of(sim::World& world, const std::string& host) {
  world.engine().set_view_time(world.reading());
  for (const auto& view : world.engine().peer_views()) {
    if (view.source.ip.to_string() == host) return view;
  }
  return {};
}

TEST(ServerWords, PreferMakesAWorseServerTheSystemPeer) {
  for (const bool prefer : {false, true}) {
    auto servers = testing::three_servers();
    servers[0].stratum = 3;
    servers[0].path.up_s = servers[0].path.down_s = 0.01;
    auto world = prefer ? world_with([](AssociationOptions& o) { o.prefer = true; }, servers)
                        : world_with([](AssociationOptions&) {}, servers);
    world.run(kHour_s);
    EXPECT_EQ(status_of(world, kFirst) == SelectionStatus::sys_peer, prefer) << "seed " << kSeed;
  }
}

TEST(ServerWords, PreferOfALiarIsNotHeard) {
  auto servers = testing::three_servers();
  servers[0].offset_s = 0.3;
  auto world = world_with([](AssociationOptions& o) { o.prefer = true; }, servers);
  world.run(kHour_s);
  EXPECT_EQ(status_of(world, kFirst), SelectionStatus::falsetick);
  EXPECT_LT(std::abs(world.error_s()), 1e-3);
}

TEST(ServerWords, NoselectMeasuresAndNeverFollows) {
  std::vector servers = {testing::server(kFirst)};
  auto world = world_with([](AssociationOptions& o) { o.noselect = true; }, servers);
  world.run(kHour_s);
  const auto view = view_of(world, kFirst);
  EXPECT_EQ(view.selection, SelectionStatus::reject);
  EXPECT_EQ(view.reach, 0xff);
  EXPECT_NEAR(view.offset_s, -world.error_s(), 1e-3);
  EXPECT_FALSE(world.engine().synchronized());
}

TEST(ServerWords, TrueSurvivesWhateverTheMajoritySays) {
  for (const bool truechimer : {false, true}) {
    auto servers = testing::three_servers();
    servers[1].offset_s = servers[2].offset_s = 0.08;
    auto world = truechimer ? world_with([](AssociationOptions& o) { o.truechimer = true; }, servers)
                            : world_with([](AssociationOptions&) {}, servers);
    world.run(kHour_s);
    EXPECT_EQ(status_of(world, kFirst) >= SelectionStatus::candidate, truechimer);
    EXPECT_EQ(std::abs(world.error_s() - 0.08) < 1e-3, !truechimer) << "it is combined with the others";
  }
}

TEST(ServerWords, BiasMovesWhatIsFollowed) {
  std::vector servers = {testing::server(kFirst)};
  auto world = world_with([](AssociationOptions& o) { o.bias_s = 0.015; }, servers);
  world.run(kHour_s);
  EXPECT_NEAR(world.error_s(), 0.015, 1e-3);
}

TEST(ServerWords, MinpollAndMaxpollKeepThePollBetween) {
  struct Case {
    int minpoll;
    int maxpoll;
    double packets_per_hour_least;
    double packets_per_hour_most;
  };
  for (const Case& c : {Case{4, 4, 220, 232}, {6, 6, 55, 62}, {3, 10, 3, 120}, {10, 10, 3, 9}}) {
    std::vector servers = {testing::server(kFirst)};
    config::Config config = testing::follow(servers);
    config.associations.front().options.iburst = false;
    config.associations.front().options.minpoll = PollExponent(c.minpoll);
    config.associations.front().options.maxpoll = PollExponent(c.maxpoll);
    sim::World world(config, kClock, servers, kStart, kSeed);
    world.run(4 * kHour_s);
    const auto before = world.packets_sent();
    world.run(4 * kHour_s, [&] {
      const int poll = view_of(world, kFirst).host_poll_log2_s;
      ASSERT_GE(poll, c.minpoll);
      ASSERT_LE(poll, c.maxpoll);
    });
    const double per_hour = static_cast<double>(world.packets_sent() - before) / 4;
    EXPECT_GE(per_hour, c.packets_per_hour_least) << "minpoll " << c.minpoll;
    EXPECT_LE(per_hour, c.packets_per_hour_most) << "minpoll " << c.minpoll;
  }
}

TEST(ServerWords, IburstIsForTheStartAndBurstForEveryPoll) {
  struct Case {
    bool iburst;
    bool burst;
    std::uint64_t in_first_20_s;
    double per_poll;
  };
  for (const Case& c : {Case{false, false, 1, 1}, {true, false, 5, 1}, {false, true, 1, 8}}) {
    std::vector servers = {testing::server(kFirst)};
    config::Config config = testing::follow(servers);
    AssociationOptions& options = config.associations.front().options;
    options.iburst = c.iburst;
    options.burst = c.burst;
    options.minpoll = options.maxpoll = PollExponent(6);
    sim::World world(config, kClock, servers, kStart, kSeed);
    world.run(20);
    EXPECT_GE(world.packets_sent(), c.in_first_20_s) << "burst " << c.burst;
    world.run(kHour_s);
    const auto before = world.packets_sent();
    world.run(64 * 50);
    const double per_poll = static_cast<double>(world.packets_sent() - before) / 50;
    EXPECT_NEAR(per_poll, c.per_poll, c.per_poll * 0.1) << "iburst " << c.iburst << " burst " << c.burst;
  }
}

TEST(ServerWords, PreemptGivesWayOnlyWhileThereAreTooManyAndItIsOfNoUse) {
  struct Case {
    bool preempt;
    int maxclock;
    bool alive;
    bool removed;
  };
  for (const Case& c :
       {Case{true, 2, false, true}, {true, 2, true, false}, {true, 10, false, false}, {false, 2, false, false}}) {
    auto servers = testing::three_servers();
    servers[0].alive = c.alive;
    config::Config config = testing::follow(servers);
    config.associations.front().options.preempt = c.preempt;
    config.selection.maxclock = c.maxclock;
    sim::World world(config, kClock, servers, kStart, kSeed);
    world.run(4 * kHour_s);
    EXPECT_EQ(testing::count(world, EventCode::removed), c.removed ? 1 : 0)
        << "preempt " << c.preempt << " maxclock " << c.maxclock << " alive " << c.alive;
    EXPECT_TRUE(world.engine().synchronized());
  }
}

}  // namespace
}  // namespace foliot::engine

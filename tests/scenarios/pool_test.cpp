// Pools that keep themselves full of good members, names that are looked up again, networks that come and go.
#include <gtest/gtest.h>

#include "support/world_support.hpp"

namespace foliot::testing {
namespace {

using engine::EventCode;

constexpr sim::OscillatorModel kClock{.offset_s = 0.01, .frequency = Frequency::from_ppm(5), .wander = 1e-9};

base::IpAddress address(int last) {
  return base::IpAddress::v4(192, 0, 2, static_cast<std::uint8_t>(last));
}

/// Servers 192.0.2.1 to 192.0.2.`count`.
std::vector<sim::ServerModel> servers(int count) {
  std::vector<sim::ServerModel> all;
  for (int i = 1; i <= count; ++i) all.push_back(server(address(i).to_string()));
  return all;
}

config::Config named(const std::string& host, association::AssociationKind kind) {
  config::Config config;
  config.associations.push_back(server_line(host));
  config.associations[0].options.kind = kind;
  config.associations[0].options.maxpoll = PollExponent(6);
  return config;
}

std::vector<std::string> hosts(sim::World& world) {
  world.engine().set_view_time(world.reading());
  std::vector<std::string> texts;
  for (const auto& view : world.engine().peer_views()) texts.push_back(view.source.ip.to_string());
  std::ranges::sort(texts);
  return texts;
}

using Hosts = std::vector<std::string>;

struct Pool {
  explicit Pool(int count, int maxclock = 4)
      : config(named("pool.example", association::AssociationKind::pool)),
        world(with(maxclock), kClock, servers(count), kStart, kSeed) {}
  /// What the name gives from now on.
  void resolve(std::initializer_list<int> members) {
    std::vector<base::IpAddress> addresses;
    for (const int member : members) addresses.push_back(address(member));
    world.set_addresses("pool.example", addresses);
  }
  config::Config with(int maxclock) {
    config.selection.maxclock = maxclock;
    return config;
  }

  config::Config config;
  sim::World world;
};

TEST(Pool, FillsUpFromSeveralLookUps) {
  Pool pool(6);
  pool.resolve({1, 2});
  pool.world.run(60);
  EXPECT_EQ(hosts(pool.world).size(), 2U);
  pool.resolve({2, 3, 4, 5});
  pool.world.run(300);
  EXPECT_EQ(hosts(pool.world), (Hosts{"192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"}));
}

TEST(Pool, ReplacesADeadMemberWhenThereIsSomebodyElse) {
  Pool pool(6);
  pool.resolve({1, 2, 3, 4});
  pool.world.run(600);
  pool.world.server(1).alive = false;
  pool.world.run(1800);
  EXPECT_EQ(hosts(pool.world).size(), 4U) << "nobody else is known: it may come back";
  EXPECT_EQ(count(pool.world, EventCode::removed), 0);
  pool.resolve({1, 3, 4, 5});
  pool.world.run(5000);
  EXPECT_EQ(hosts(pool.world), (Hosts{"192.0.2.1", "192.0.2.3", "192.0.2.4", "192.0.2.5"}));
  EXPECT_LT(std::abs(pool.world.error_s()), 1e-3);
}

TEST(Pool, KeepsItsMembersWhileEverythingIsDown) {
  Pool pool(4);
  pool.resolve({1, 2, 3, 4});
  pool.world.run(600);
  pool.resolve({});
  for (std::size_t i = 0; i < 4; ++i) pool.world.server(i).alive = false;
  pool.world.run(20'000);
  EXPECT_EQ(hosts(pool.world).size(), 4U) << "with names gone as well, these are the best there is";
  for (std::size_t i = 0; i < 4; ++i) pool.world.server(i).alive = true;
  pool.world.run(600);
  EXPECT_TRUE(pool.world.engine().synchronized());
}

TEST(Pool, ReplacesALiarAfterAWhile) {
  Pool pool(5);
  pool.resolve({1, 2, 3, 4});
  pool.world.run(600);
  pool.world.server(2).offset_s = 0.5;
  pool.resolve({1, 2, 3, 4, 5});
  pool.world.run(900);
  EXPECT_EQ(hosts(pool.world)[2], "192.0.2.3") << "it may come to its senses";
  pool.world.run(7000);
  EXPECT_EQ(hosts(pool.world), (Hosts{"192.0.2.1", "192.0.2.2", "192.0.2.4", "192.0.2.5"}));
}

TEST(Pool, ReplacesAMemberThatLostItsOwnTime) {
  Pool pool(5);
  pool.resolve({1, 2, 3, 4});
  pool.world.run(600);
  pool.world.server(0).leap = LeapIndicator::unsynchronized;
  pool.world.server(0).stratum = 16;
  pool.resolve({1, 2, 3, 4, 5});
  pool.world.run(8000);
  EXPECT_EQ(hosts(pool.world), (Hosts{"192.0.2.2", "192.0.2.3", "192.0.2.4", "192.0.2.5"}));
}

TEST(Pool, DoesNotLookUpForEverWhatNeverBringsAnythingNew) {
  Pool pool(3, 10);
  pool.resolve({1, 2, 3});
  pool.world.run(86'400);
  EXPECT_EQ(hosts(pool.world).size(), 3U);
  EXPECT_LT(pool.world.lookups(), 40U);
  EXPECT_GT(pool.world.lookups(), 10U);
}

TEST(ServerByName, FollowsItsNameWhenItsAddressIsDead) {
  sim::World world(named("time.example", association::AssociationKind::server), kClock, servers(2), kStart, kSeed);
  world.set_addresses("time.example", {address(1)});
  world.run(600);
  ASSERT_EQ(hosts(world), Hosts{"192.0.2.1"});
  world.set_addresses("time.example", {address(2)});
  world.run(3600);
  EXPECT_EQ(hosts(world), Hosts{"192.0.2.1"}) << "a server that answers is not given up for a name that turns";
  world.server(0).alive = false;
  world.run(1500);
  EXPECT_EQ(hosts(world), Hosts{"192.0.2.2"});
  world.run(600);
  EXPECT_TRUE(world.engine().synchronized());
  EXPECT_LT(std::abs(world.error_s()), 1e-3);
}

TEST(ServerByName, NeverMovesToAServerThatIsAskedAlready) {
  auto config = named("time.example", association::AssociationKind::server);
  config.associations.push_back(server_line("192.0.2.2"));
  sim::World world(config, kClock, servers(3), kStart, kSeed);
  world.set_addresses("time.example", {address(1), address(2)});
  world.run(600);
  world.server(0).alive = false;
  world.run(3000);
  EXPECT_EQ(hosts(world), (Hosts{"192.0.2.1", "192.0.2.2"}));
  world.set_addresses("time.example", {address(1), address(2), address(3)});
  world.run(5000);
  EXPECT_EQ(hosts(world), (Hosts{"192.0.2.2", "192.0.2.3"}));
}

TEST(NetworkChange, AsksTheUnreachableAtOnceAndLeavesTheOthersInPeace) {
  auto config = follow(servers(2));
  for (auto& line : config.associations) line.options.iburst = false;
  sim::World world(config, kClock, servers(2), kStart, kSeed);
  world.server(0).alive = false;
  world.run(10);
  world.server(0).alive = true;
  const auto sent = world.packets_sent();
  world.change_network({base::IpAddress{}});  // where the simulator sends from
  world.run(5);
  EXPECT_EQ(world.packets_sent(), sent + 1);
  world.engine().set_view_time(world.reading());
  EXPECT_EQ(world.engine().peer_views().front().reach, 1);
  world.change_network({});
  world.run(5);
  EXPECT_EQ(world.packets_sent(), sent + 3) << "the address that they were asked from is gone";
}

}  // namespace
}  // namespace foliot::testing

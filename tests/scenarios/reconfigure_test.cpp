// A changed configuration in a running engine, in simulated worlds: what is the same must not notice.
#include <gtest/gtest.h>

#include "support/world_support.hpp"

namespace foliot::engine {
namespace {

using selection::SelectionStatus;
using testing::kSeed;
using testing::kStart;

constexpr sim::OscillatorModel kWrongClock{.offset_s = 0.05, .frequency = Frequency::from_ppm(20), .wander = 1e-9};

/// A client that has followed its three servers for an hour.
struct Followed {
  Followed() : world(testing::follow(servers), kWrongClock, servers, kStart, kSeed), config(testing::follow(servers)) {
    world.run(3600);
  }
  [[nodiscard]] std::vector<control::PeerView> views() {
    world.engine().set_view_time(world.reading());
    return world.engine().peer_views();
  }
  [[nodiscard]] control::PeerView view(const std::string& host) {
    for (const auto& view : views()) {
      if (view.source.ip.to_string() == host) return view;
    }
    return {};
  }

  std::vector<sim::ServerModel> servers = testing::three_servers();
  sim::World world;
  config::Config config;
};

TEST(Reconfigure, LeavesEverythingAsItWasWhenNothingChanged) {
  Followed client;
  const auto before = client.views();
  const auto packets = client.world.packets_sent();
  const auto changes = client.world.reconfigure(client.config);
  EXPECT_TRUE(changes.added.empty() && changes.removed.empty() && changes.changed.empty());
  const auto after = client.views();
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_EQ(after[i].id, before[i].id);
    EXPECT_EQ(after[i].reach, before[i].reach);
    EXPECT_EQ(after[i].selection, before[i].selection);
    EXPECT_EQ(after[i].host_poll_log2_s, before[i].host_poll_log2_s);
    EXPECT_DOUBLE_EQ(after[i].offset_s, before[i].offset_s);
  }
  EXPECT_EQ(client.world.packets_sent(), packets);
  EXPECT_TRUE(client.world.engine().synchronized());
}

TEST(Reconfigure, KeepsAssociationsWhenLinesMove) {
  Followed client;
  const auto id = client.view("192.0.2.3").id;
  std::ranges::reverse(client.config.associations);
  client.world.reconfigure(client.config);
  EXPECT_EQ(client.view("192.0.2.3").id, id);
  EXPECT_EQ(client.view("192.0.2.3").reach, 0xff);
  EXPECT_LT(testing::worst_error_s(client.world, 3600), 1e-3);
}

TEST(Reconfigure, ClosesWhatIsGoneAndFollowsTheRest) {
  Followed client;
  std::string followed;
  for (const auto& view : client.views()) {
    if (view.selection == SelectionStatus::sys_peer) followed = view.source.ip.to_string();
  }
  std::erase_if(client.config.associations, [&](const auto& line) { return line.host == followed; });
  const auto changes = client.world.reconfigure(client.config);
  EXPECT_EQ(changes.removed.size(), 1U);
  EXPECT_EQ(client.views().size(), 2U);
  EXPECT_EQ(testing::count(client.world, EventCode::removed), 1);
  EXPECT_TRUE(client.world.engine().synchronized());
  EXPECT_EQ(testing::count(client.world, EventCode::no_system_peer), 0);
  EXPECT_LT(testing::worst_error_s(client.world, 3600), 1e-3);
}

TEST(Reconfigure, SaysSoWhenTheFollowedServerWasTheLastOne) {
  Followed client;
  client.world.reconfigure({});
  EXPECT_TRUE(client.views().empty());
  EXPECT_EQ(testing::count(client.world, EventCode::no_system_peer), 1);
  client.world.run(7200);
  client.world.reconfigure(client.config);
  client.world.run(60);
  EXPECT_EQ(client.views().size(), 3U);
  EXPECT_TRUE(client.world.engine().synchronized());
}

TEST(Reconfigure, AsksNewServersAtOnceAndLooksNewNamesUp) {
  Followed client;
  client.config.associations.pop_back();
  client.world.reconfigure(client.config);
  client.world.set_addresses("time.example", {base::IpAddress::v4(192, 0, 2, 3)});
  client.config.associations.insert(client.config.associations.begin(), testing::server_line("time.example"));
  const auto changes = client.world.reconfigure(client.config);
  EXPECT_EQ(changes.added, std::vector<std::size_t>{0});
  client.world.run(20);
  EXPECT_EQ(client.view("192.0.2.3").host_name, "time.example");
  EXPECT_NE(client.view("192.0.2.3").reach, 0);
}

TEST(Reconfigure, AppliesOptionsInPlace) {
  Followed client;
  const auto before = client.view("192.0.2.2");
  auto& options = client.config.associations[1].options;
  options.noselect = true;
  options.minpoll = PollExponent(4);
  options.maxpoll = PollExponent(4);
  client.config.associations[2].options.prefer = true;
  EXPECT_EQ(client.world.reconfigure(client.config).changed, (std::vector<std::size_t>{1, 2}));
  EXPECT_EQ(client.view("192.0.2.2").id, before.id);
  EXPECT_EQ(client.view("192.0.2.2").reach, before.reach);
  EXPECT_EQ(client.view("192.0.2.2").host_poll_log2_s, 4);
  EXPECT_EQ(client.view("192.0.2.2").selection, SelectionStatus::reject);
  client.world.run(64);
  EXPECT_EQ(client.view("192.0.2.3").selection, SelectionStatus::sys_peer);
}

TEST(Reconfigure, StartsASourceAfreshWhenItsBiasChanges) {
  Followed client;
  client.config.associations[1].options.bias_s = 0.010;
  client.world.reconfigure(client.config);
  EXPECT_EQ(client.view("192.0.2.2").filter_delay_s[0], 0);
  client.world.run(1200);
  EXPECT_NEAR(client.view("192.0.2.2").offset_s, 0.010, 1e-3);
  EXPECT_LT(std::abs(client.world.error_s()), 1e-3);
}

TEST(Reconfigure, SwapsSelectionAndDisciplineOptions) {
  Followed client;
  client.config.selection.minsane = 4;
  client.world.reconfigure(client.config);
  client.world.run(200);
  EXPECT_GE(testing::count(client.world, EventCode::no_system_peer), 1);
  client.config.selection.minsane = 1;
  client.config.discipline.enabled = false;
  client.world.reconfigure(client.config);
  client.world.run(200);
  client.world.clock().disturb(Interval::from_seconds(0.05));
  client.world.run(3600);
  EXPECT_GT(std::abs(client.world.error_s()), 0.04) << "disable ntp: the clock is left alone";
  client.config.discipline.enabled = true;
  client.world.reconfigure(client.config);
  client.world.run(3600);
  EXPECT_LT(std::abs(client.world.error_s()), 1e-3);
}

TEST(Reconfigure, LetsALineTakeOverTheServerThatAPoolFound) {
  auto servers = testing::three_servers();
  config::Config config;
  config.associations.push_back(testing::server_line("pool.example"));
  config.associations[0].options.kind = association::AssociationKind::pool;
  sim::World world(config, kWrongClock, servers, kStart, kSeed);
  world.set_addresses("pool.example", {base::IpAddress::v4(192, 0, 2, 1), base::IpAddress::v4(192, 0, 2, 2)});
  world.run(600);
  ASSERT_EQ(world.engine().peer_views().size(), 2U);
  const auto id = world.engine().peer_views().front().id;
  config.associations.push_back(testing::server_line("192.0.2.1"));
  world.reconfigure(config);
  config.associations.erase(config.associations.begin());
  world.reconfigure(config);
  ASSERT_EQ(world.engine().peer_views().size(), 1U);
  EXPECT_EQ(world.engine().peer_views().front().id, id);
  EXPECT_TRUE(world.engine().peer_views().front().configured);
}

TEST(Reconfigure, ShrinksAPoolToTheNewMaxclock) {
  auto servers = testing::three_servers();
  servers[0].offset_s = 0.4;
  config::Config config;
  config.associations.push_back(testing::server_line("pool.example"));
  config.associations[0].options.kind = association::AssociationKind::pool;
  sim::World world(config, kWrongClock, servers, kStart, kSeed);
  world.set_addresses("pool.example", {base::IpAddress::v4(192, 0, 2, 1), base::IpAddress::v4(192, 0, 2, 2),
                                       base::IpAddress::v4(192, 0, 2, 3)});
  world.run(600);
  ASSERT_EQ(world.engine().peer_views().size(), 3U);
  config.selection.maxclock = 2;
  world.reconfigure(config);
  ASSERT_EQ(world.engine().peer_views().size(), 2U);
  for (const auto& view : world.engine().peer_views()) EXPECT_NE(view.source.ip.to_string(), "192.0.2.1");
}

TEST(Reconfigure, ChangesTheFudgeOfTheLocalClockInPlace) {
  config::Config config;
  config.associations.push_back(testing::server_line("127.127.1.0"));
  config.associations[0].options.kind = association::AssociationKind::local_clock;
  config.associations[0].options.prefer = true;
  sim::World world(config, {}, {}, kStart, kSeed);
  world.run(100);
  ASSERT_EQ(world.engine().snapshot(world.reading()).stratum, LocalClock::kDefaultStratum + 1);
  config.fudges.push_back(
      {.clock = base::IpAddress::v4(127, 127, 1, 0), .stratum = std::uint8_t{12}, .reference_id = {}, .place = {}});
  world.reconfigure(config);
  world.run(100);
  EXPECT_EQ(world.engine().snapshot(world.reading()).stratum, 13);
}

TEST(Reconfigure, CarriesLookUpsThatAreUnderWay) {
  auto servers = testing::three_servers();
  config::Config config;
  config.associations.push_back(testing::server_line("gone.example"));
  config.associations.push_back(testing::server_line("time.example"));
  sim::World world(config, kWrongClock, servers, kStart, kSeed);
  world.set_addresses("gone.example", {base::IpAddress::v4(192, 0, 2, 1)});
  world.set_addresses("time.example", {base::IpAddress::v4(192, 0, 2, 2)});
  world.run(2);  // not found at first; the next try is under way or about to be
  config.associations.erase(config.associations.begin());
  world.reconfigure(config);
  world.run(60);
  ASSERT_EQ(world.engine().peer_views().size(), 1U);
  EXPECT_EQ(world.engine().peer_views().front().host_name, "time.example");
}

}  // namespace
}  // namespace foliot::engine

// A network whose real sources are gone, in simulated time (R19).
#include <gtest/gtest.h>

#include "support/neighbours.hpp"

namespace foliot::testing {
namespace {

constexpr std::uint8_t kOrphanStratum = 10;

config::Config relay(const std::vector<std::string>& servers) {
  config::Config config;
  for (const std::string& server : servers) {
    config.associations.push_back(server_line(server));
    config.associations.back().options.minpoll = PollExponent(4);
    config.associations.back().options.maxpoll = PollExponent(4);
  }
  config.selection.orphan_stratum = kOrphanStratum;
  return config;
}

config::Config leaf(const std::vector<std::string>& servers) {
  config::Config config = relay(servers);
  config.selection.orphan_stratum = 17;
  return config;
}

sim::OscillatorModel crystal(double ppm, double offset_s) {
  return {.offset_s = offset_s, .frequency = Frequency::from_ppm(ppm), .wander = 1e-9};
}

/// A reference, two relays that know each other, and a client of both relays.
struct Network {
  explicit Network(const std::string& top = "192.0.2.9", const std::string& left = "192.0.2.1",
                   const std::string& right = "192.0.2.2") {
    hosts.add(top, reference(), {});
    hosts.add(left, relay({top, right}), crystal(20, 0.05));
    hosts.add(right, relay({top, left}), crystal(-15, -0.05));
    hosts.add(right.substr(0, right.size() - 1) + "5", leaf({left, right}), crystal(3, 0.2));
  }
  static constexpr std::size_t kTop = 0, kLeft = 1, kRight = 2, kLeaf = 3;

  /// How far the two relays and the client are apart, s.
  double spread_s() {
    const auto [low, high] = std::minmax({hosts.error_s(kLeft), hosts.error_s(kRight), hosts.error_s(kLeaf)});
    return high - low;
  }
  Neighbours hosts;
};

TEST(Orphan, OneRelayBecomesParentAndTheOthersKeepTogetherBelowIt) {
  Network net;
  net.hosts.run(600);
  EXPECT_EQ(net.hosts.system(Network::kLeft).stratum, 2);
  EXPECT_EQ(net.hosts.system(Network::kRight).stratum, 2);
  net.hosts.host(Network::kTop).cut_off = true;
  net.hosts.run(1500);
  EXPECT_EQ(net.hosts.system(Network::kLeft).stratum, kOrphanStratum);
  EXPECT_EQ(net.hosts.system(Network::kLeft).reference_id.bits(), 0x7f000001U);
  EXPECT_EQ(net.hosts.count(Network::kLeft, engine::EventCode::orphaned), 1);
  EXPECT_EQ(net.hosts.system(Network::kRight).stratum, kOrphanStratum + 1);
  EXPECT_EQ(net.hosts.star(Network::kRight), "192.0.2.1");
  EXPECT_EQ(net.hosts.star(Network::kLeaf), "192.0.2.1");
  double worst_s = 0;
  net.hosts.run(20'000, [&] { worst_s = std::max(worst_s, net.spread_s()); });
  EXPECT_LT(worst_s, 1e-3);
  EXPECT_EQ(net.hosts.system(Network::kLeft).stratum, kOrphanStratum);
  EXPECT_EQ(net.hosts.system(Network::kRight).stratum, kOrphanStratum + 1);
}

TEST(Orphan, GoesBackToTheRealSourceAsSoonAsItIsThere) {
  Network net;
  net.hosts.run(600);
  net.hosts.host(Network::kTop).cut_off = true;
  net.hosts.run(5000);
  ASSERT_EQ(net.hosts.system(Network::kLeft).stratum, kOrphanStratum);
  net.hosts.host(Network::kTop).cut_off = false;
  net.hosts.run(300);
  EXPECT_EQ(net.hosts.system(Network::kLeft).stratum, 2);
  EXPECT_EQ(net.hosts.system(Network::kRight).stratum, 2);
  EXPECT_EQ(net.hosts.star(Network::kLeft), "192.0.2.9");
  EXPECT_EQ(net.hosts.star(Network::kRight), "192.0.2.9");
  net.hosts.run(2000);
  EXPECT_LT(std::abs(net.hosts.error_s(Network::kLeaf)), 1e-3);
}

TEST(Orphan, IsElectedByTheHashOfItsAddressOverIpv6) {
  Network net("2001:db8::9", "2001:db8::1", "2001:db8::2");
  net.hosts.run(600);
  net.hosts.host(Network::kTop).cut_off = true;
  net.hosts.run(3000);
  const bool left = engine::reference_id_of(net.hosts.host(Network::kLeft).address) <
                    engine::reference_id_of(net.hosts.host(Network::kRight).address);
  EXPECT_EQ(net.hosts.system(left ? Network::kLeft : Network::kRight).stratum, kOrphanStratum);
  EXPECT_EQ(net.hosts.system(left ? Network::kRight : Network::kLeft).stratum, kOrphanStratum + 1);
}

TEST(Orphan, ThatNeverHadASourceServesAfterOrphanwait) {
  Neighbours hosts;
  config::Config config = relay({"192.0.2.200"});
  hosts.add("192.0.2.1", config, {});
  hosts.run(299);
  EXPECT_EQ(hosts.system(0).leap, LeapIndicator::unsynchronized);
  hosts.run(3);
  EXPECT_EQ(hosts.system(0).stratum, kOrphanStratum);
  EXPECT_EQ(hosts.system(0).leap, LeapIndicator::none);
  hosts.run(100'000);
  EXPECT_EQ(hosts.system(0).stratum, kOrphanStratum) << "and for as long as it is alone";
}

TEST(Orphan, EndsWhenTheConfigurationSaysSo) {
  Neighbours hosts;
  config::Config config = relay({"192.0.2.200"});
  hosts.add("192.0.2.1", config, {});
  hosts.run(400);
  ASSERT_EQ(hosts.system(0).stratum, kOrphanStratum);
  config.selection.orphan_stratum = 17;
  hosts.host(0).engine->reconfigure(config, hosts.host(0).clock.now(), hosts.host(0).actions);
  EXPECT_EQ(hosts.system(0).leap, LeapIndicator::unsynchronized);
  hosts.run(1000);
  EXPECT_EQ(hosts.system(0).stratum, 16);
}

TEST(Orphan, WorksWhenMinsaneAsksForMoreThanOneSource) {
  Network net;
  for (const std::size_t host : {Network::kLeft, Network::kRight}) {
    config::Config config =
        host == Network::kLeft ? relay({"192.0.2.9", "192.0.2.2"}) : relay({"192.0.2.9", "192.0.2.1"});
    config.selection.minsane = 2;
    net.hosts.start(host, config);
  }
  net.hosts.host(Network::kTop).cut_off = true;
  net.hosts.run(3000);
  EXPECT_EQ(net.hosts.system(Network::kLeft).stratum, kOrphanStratum);
  EXPECT_EQ(net.hosts.system(Network::kRight).stratum, kOrphanStratum + 1);
}

TEST(Loop, IsFoundByTheReferenceIdOverBothFamilies) {
  for (const std::string prefix : {"192.0.2.", "2001:db8::"}) {
    Neighbours hosts;
    hosts.add(prefix + "9", reference(), {});
    hosts.add(prefix + "1", leaf({prefix + "9", prefix + "2"}), crystal(20, 0.05));
    hosts.add(prefix + "2", leaf({prefix + "1"}), crystal(-15, -0.05));
    hosts.run(600);
    ASSERT_EQ(hosts.system(2).stratum, 3) << prefix;
    hosts.host(0).cut_off = true;
    hosts.run(2000);
    EXPECT_EQ(hosts.star(1), "") << "it follows its own client";
    EXPECT_EQ(hosts.system(1).stratum, 2) << prefix;
    for (const auto& view : hosts.peers(1)) {
      const unsigned loop = view.source.ip == hosts.host(2).address ? 0x800 : 0;
      EXPECT_EQ(view.flash & 0x800U, loop) << prefix;
    }
  }
}

TEST(LocalClock, IsALastResortThatARealSourceAlwaysBeats) {
  config::Config config = leaf({"192.0.2.9"});
  config::AssociationLine local{.host = "127.127.1.0"};
  local.options.kind = association::AssociationKind::local_clock;
  config.associations.push_back(local);
  config.fudges.push_back({.clock = base::IpAddress::v4(127, 127, 1, 0), .stratum = 2, .place = {}});
  Neighbours hosts;
  hosts.add("192.0.2.9", relay({"192.0.2.200"}), {});  // an orphan of stratum 10
  hosts.add("192.0.2.1", config, crystal(10, 0.05));
  config::Config alone = config;
  alone.associations.erase(alone.associations.begin());
  hosts.add("192.0.2.2", alone, {});
  hosts.run(280);
  EXPECT_EQ(hosts.star(1), "") << "neither may be used before orphanwait";
  hosts.run(22);
  EXPECT_EQ(hosts.star(2), "127.127.1.0") << "but then at once";
  hosts.run(178);
  EXPECT_EQ(hosts.star(1), "192.0.2.9") << "stratum 10, but real";
  hosts.host(0).cut_off = true;
  hosts.run(400);
  EXPECT_EQ(hosts.star(1), "127.127.1.0");
  EXPECT_EQ(hosts.system(1).stratum, 3);
}

TEST(LocalClock, OfStratum16IsNeverUsed) {
  config::Config config = reference();
  config.fudges.front().stratum = 16;
  Neighbours hosts;
  hosts.add("192.0.2.1", config, {});
  hosts.run(1000);
  EXPECT_EQ(hosts.star(0), "");
  EXPECT_EQ(hosts.system(0).leap, LeapIndicator::unsynchronized);
}

}  // namespace
}  // namespace foliot::testing

// Equals (`peer`) in simulated time: they measure each other, and each takes over from the other (R7).
#include <gtest/gtest.h>

#include "support/neighbours.hpp"

namespace foliot::testing {
namespace {

config::AssociationLine line_of(const std::string& host, association::AssociationKind kind) {
  config::AssociationLine line = server_line(host);
  line.options.kind = kind;
  return line;
}

config::Config peer_of(const std::string& other) {
  config::Config config;
  config.associations.push_back(line_of(other, association::AssociationKind::peer));
  return config;
}

config::Config relay(const std::string& top, const std::string& other) {
  config::Config config = peer_of(other);
  config.associations.push_back(line_of(top, association::AssociationKind::server));
  return config;
}

config::Config reference_and_peer(const std::string& other) {
  config::Config config = reference();
  config.associations.push_back(line_of(other, association::AssociationKind::peer));
  return config;
}

sim::OscillatorModel crystal(double ppm, double offset_s) {
  return {.offset_s = offset_s, .frequency = Frequency::from_ppm(ppm), .wander = 1e-9};
}

TEST(Peer, FollowsOneThatHasTheTime) {
  Neighbours hosts;
  hosts.add("192.0.2.1", reference_and_peer("192.0.2.2"), {});
  hosts.add("192.0.2.2", peer_of("192.0.2.1"), crystal(30, 0.4));
  hosts.run(60);
  EXPECT_EQ(hosts.system(1).stratum, 2);
  EXPECT_LT(std::abs(hosts.error_s(1)), 2e-3);
  double worst_s = 0;
  hosts.run(1200);
  hosts.run(20'000, [&] { worst_s = std::max(worst_s, std::abs(hosts.error_s(1))); });
  EXPECT_LT(worst_s, 3e-4);
  EXPECT_EQ(hosts.system(0).stratum, 1) << "and the other one does not follow it";
  EXPECT_EQ(hosts.peers(1).front().host_mode, wire::Mode::symmetric_active);
}

TEST(Peer, FollowsOneThatDoesNotKnowIt) {
  Neighbours hosts;
  hosts.add("192.0.2.1", reference(), {});
  hosts.add("192.0.2.2", peer_of("192.0.2.1"), crystal(30, 0.4));
  hosts.run(60);
  EXPECT_EQ(hosts.system(1).stratum, 2);
  EXPECT_LT(std::abs(hosts.error_s(1)), 1e-3);
}

TEST(Peer, BothMeasureTheSameWithOppositeSigns) {
  Neighbours hosts;
  const auto measuring = [](const std::string& other) {
    config::Config config = reference_and_peer(other);
    config.associations.back().options.noselect = true;
    return config;
  };
  hosts.add("192.0.2.1", measuring("192.0.2.2"), {});
  hosts.add("192.0.2.2", measuring("192.0.2.1"), {.offset_s = 0.01, .frequency = {}});
  hosts.run(2000);
  const auto network = [&](std::size_t host) {
    for (const auto& view : hosts.peers(host)) {
      if (!view.source.ip.is_reference_clock()) return view;
    }
    return control::PeerView{};
  };
  EXPECT_NEAR(network(0).offset_s, 0.01, 2e-4);
  EXPECT_NEAR(network(1).offset_s, -0.01, 2e-4);
  EXPECT_NEAR(network(0).delay_s, 2 * hosts.way_s, 2e-4);
  EXPECT_NE(network(0).reach, 0);
  EXPECT_NE(network(1).reach, 0);
}

TEST(Peer, TakesOverWhenTheUpstreamOfOneDies) {
  Neighbours hosts;
  hosts.add("192.0.2.8", reference(), {});
  hosts.add("192.0.2.9", reference(), {});
  hosts.add("192.0.2.1", relay("192.0.2.8", "192.0.2.2"), crystal(20, 0.05));
  hosts.add("192.0.2.2", relay("192.0.2.9", "192.0.2.1"), crystal(-15, -0.05));
  hosts.run(1200);
  ASSERT_EQ(hosts.star(2), "192.0.2.8");
  ASSERT_EQ(hosts.star(3), "192.0.2.9");
  hosts.host(0).cut_off = true;
  double worst_s = 0;
  hosts.run(4000, [&] { worst_s = std::max(worst_s, std::abs(hosts.error_s(2))); });
  EXPECT_EQ(hosts.star(2), "192.0.2.2");
  EXPECT_EQ(hosts.system(2).stratum, 3);
  EXPECT_LT(worst_s, 1e-3);
  hosts.host(0).cut_off = false;
  hosts.run(3000);
  EXPECT_EQ(hosts.system(2).stratum, 2);
}

TEST(Peer, LivesWithLostPackets) {
  Neighbours hosts;
  base::SeededRng rng(kSeed);
  hosts.filter = [&](const auto&, const auto&, auto) { return rng.next_unit() > 0.2; };
  hosts.add("192.0.2.1", reference_and_peer("192.0.2.2"), {});
  hosts.add("192.0.2.2", peer_of("192.0.2.1"), crystal(30, 0.4));
  hosts.run(3000);
  double worst_s = 0;
  int unreachable = 0;
  hosts.run(20'000, [&] {
    worst_s = std::max(worst_s, std::abs(hosts.error_s(1)));
    unreachable += hosts.peers(1).front().reach == 0 ? 1 : 0;
  });
  EXPECT_LT(worst_s, 1e-3) << "seed " << kSeed;
  EXPECT_EQ(unreachable, 0);
}

TEST(Peer, GoesOnAfterOneWasRestarted) {
  Neighbours hosts;
  hosts.add("192.0.2.1", reference_and_peer("192.0.2.2"), {});
  hosts.add("192.0.2.2", peer_of("192.0.2.1"), crystal(30, 0.4));
  hosts.run(3000);
  hosts.start(0, reference_and_peer("192.0.2.2"));
  int unreachable = 0;
  hosts.run(2000, [&] { unreachable += hosts.peers(1).front().reach == 0 ? 1 : 0; });
  EXPECT_EQ(unreachable, 0);
  hosts.start(1, peer_of("192.0.2.1"));
  hosts.run(200);
  EXPECT_EQ(hosts.system(1).stratum, 2);
}

TEST(Peer, ReplayedPacketsDoNotEndTheAssociation) {
  // CVE-2015-1799: everything either host ever sent comes again, all the time.
  Neighbours hosts;
  hosts.add("192.0.2.1", reference_and_peer("192.0.2.2"), {});
  hosts.add("192.0.2.2", peer_of("192.0.2.1"), crystal(30, 0.4));
  std::vector<std::vector<std::uint8_t>> seen;
  hosts.filter = [&](const auto& from, const auto&, std::span<const std::uint8_t> bytes) {
    if (from == hosts.host(0).address) seen.emplace_back(bytes.begin(), bytes.end());
    return true;
  };
  hosts.run(600);
  base::SeededRng rng(kSeed);
  double worst_s = 0;
  int unreachable = 0;
  hosts.run(10'000, [&] {
    auto& victim = hosts.host(1);
    const auto& old = seen[rng.next_u64() % seen.size()];
    const ClockReading now = victim.clock.now();
    if (const auto id = victim.engine->service_association({hosts.host(0).address, 123})) {
      victim.engine->on_reply(*id, old, {hosts.host(0).address, 123}, now.mono, now, victim.actions);
    }
    worst_s = std::max(worst_s, std::abs(hosts.error_s(1)));
    unreachable += hosts.peers(1).front().reach == 0 ? 1 : 0;
  });
  EXPECT_EQ(unreachable, 0) << "seed " << kSeed;
  EXPECT_LT(worst_s, 1e-3);
}

}  // namespace
}  // namespace foliot::testing

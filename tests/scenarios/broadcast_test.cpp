// Broadcast servers and clients, and equals that nobody configured, in simulated time.
#include <gtest/gtest.h>

#include "support/neighbours.hpp"
#include "support/packets.hpp"

namespace foliot::testing {
namespace {

using association::AssociationKind;

config::Config broadcaster() {
  config::Config config = reference();
  config::AssociationLine line{.host = "192.0.2.255"};
  line.options.kind = AssociationKind::broadcast;
  config.associations.push_back(line);
  return config;
}

config::Config listener() {
  config::Config config;
  config.broadcast_client.enabled = true;
  config.switches.auth = false;
  return config;
}

const sim::OscillatorModel kWrong{.offset_s = 0.3, .frequency = Frequency::from_ppm(25), .wander = 1e-9};

TEST(Broadcast, IsFollowedAfterAVolleyThatMeasuresTheDelay) {
  Neighbours hosts;
  hosts.add("192.0.2.1", broadcaster(), {});
  hosts.add("192.0.2.2", listener(), kWrong);
  hosts.run(200);
  EXPECT_EQ(hosts.star(1), "192.0.2.1");
  EXPECT_EQ(hosts.system(1).stratum, 2);
  const auto served = hosts.host(0).requests_served;
  EXPECT_GE(served, 6U);
  double worst_s = 0;
  int outside = 0;
  hosts.run(20'000, [&] {
    worst_s = std::max(worst_s, std::abs(hosts.error_s(1)));
    outside += std::abs(hosts.error_s(1)) > hosts.system(1).bound_s ? 1 : 0;
  });
  EXPECT_LT(worst_s, 1e-3);
  EXPECT_EQ(outside, 0) << "the bound is honest";
  EXPECT_EQ(hosts.host(0).requests_served, served) << "it asks no more";
  EXPECT_TRUE(hosts.peers(1).front().broadcast);
  EXPECT_NE(hosts.peers(1).front().reach, 0);
}

TEST(Broadcast, IsNotBelievedWithoutAuthenticationByDefault) {
  Neighbours hosts;
  config::Config config = listener();
  config.switches.auth = true;
  hosts.add("192.0.2.1", broadcaster(), {});
  hosts.add("192.0.2.2", config, kWrong);
  hosts.run(500);
  EXPECT_TRUE(hosts.peers(1).empty());
}

TEST(Broadcast, IsNotHeardByThoseWhoDidNotAskForIt) {
  Neighbours hosts;
  hosts.add("192.0.2.1", broadcaster(), {});
  config::Config config;
  config.switches.auth = false;
  hosts.add("192.0.2.2", config, kWrong);
  hosts.run(500);
  EXPECT_TRUE(hosts.peers(1).empty());
}

TEST(Broadcast, WithoutAVolleyTheConfiguredDelayCounts) {
  Neighbours hosts;
  config::Config config = listener();
  config.broadcast_client.novolley = true;
  config.broadcast_client.delay_s = 0.002;
  hosts.add("192.0.2.1", broadcaster(), {});
  hosts.add("192.0.2.2", config, kWrong);
  hosts.run(5000);
  EXPECT_EQ(hosts.host(0).requests_served, 0U);
  EXPECT_EQ(hosts.star(1), "192.0.2.1");
  EXPECT_LT(std::abs(hosts.error_s(1)), 1e-3);
}

TEST(Broadcast, ServerThatFallsSilentIsGivenUp) {
  Neighbours hosts;
  hosts.add("192.0.2.1", broadcaster(), {});
  hosts.add("192.0.2.2", listener(), kWrong);
  hosts.run(500);
  ASSERT_EQ(hosts.peers(1).size(), 1U);
  hosts.host(0).cut_off = true;
  hosts.run(3000);
  EXPECT_TRUE(hosts.peers(1).empty());
  hosts.host(0).cut_off = false;
  hosts.run(500);
  EXPECT_EQ(hosts.star(1), "192.0.2.1") << "until it is heard again";
}

TEST(Broadcast, CannotMakeMoreAssociationsThanAFew) {
  Neighbours hosts;
  hosts.add("192.0.2.2", listener(), {});
  auto& victim = hosts.host(0);
  wire::Header header;
  header.mode = wire::Mode::broadcast;
  header.stratum = 1;
  header.poll = 6;
  const ClockReading now = victim.clock.now();
  header.transmit = to_timestamp(now.wall);
  for (int i = 0; i < 1000; ++i) {
    const auto from = base::IpAddress::v4(198, 51, static_cast<std::uint8_t>(i / 256), static_cast<std::uint8_t>(i));
    const auto bytes = foliot::test::to_bytes(header);
    victim.engine->on_broadcast({bytes, {from, 123}, now.mono}, -1, now, victim.actions);
  }
  EXPECT_LE(hosts.peers(0).size(), 16U);
}

TEST(Passive, AssociationsAreBoundedAndEndWhenTheirEqualIsSilent) {
  Neighbours hosts;
  hosts.add("192.0.2.2", config::Config{}, {});
  auto& victim = hosts.host(0);
  const MonoTime now = victim.clock.now().mono;
  const auto equal = [](int i) { return base::IpAddress::v4(198, 51, 100, static_cast<std::uint8_t>(i)); };
  EXPECT_TRUE(victim.engine->mobilize_passive({equal(1), 123}, 7, 1, now, victim.actions));
  EXPECT_FALSE(victim.engine->mobilize_passive({equal(1), 124}, 7, 1, now, victim.actions)) << "ippeerlimit";
  EXPECT_FALSE(victim.engine->mobilize_passive({equal(2), 123}, 7, 0, now, victim.actions)) << "ippeerlimit 0";
  for (int i = 2; i < 100; ++i) {
    static_cast<void>(victim.engine->mobilize_passive({equal(i), 123}, 7, -1, now, victim.actions));
  }
  EXPECT_LE(hosts.peers(0).size(), 16U);
  EXPECT_EQ(hosts.peers(0).front().host_mode, wire::Mode::symmetric_passive);
  EXPECT_FALSE(hosts.peers(0).front().configured);
  hosts.run(2000);
  EXPECT_TRUE(hosts.peers(0).empty());
}

}  // namespace
}  // namespace foliot::testing

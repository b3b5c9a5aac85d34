// What access control asks of the engine.
#include <gtest/gtest.h>

#include "engine/engine.hpp"
#include "support/world_support.hpp"

namespace foliot::engine {
namespace {

constexpr ClockReading kNow{MonoTime::from_nanoseconds(1'000'000'000'000), testing::kStart};

struct Three {
  Three() : engine(config(), {}, kNow, rng) { engine.start(kNow, actions); }

  static config::Config config() {
    config::Config config;
    for (const char* host : {"192.0.2.1", "192.0.2.2", "127.127.1.0"}) {
      config.associations.push_back(testing::server_line(host));
    }
    config.associations[0].options.from_service_port = true;
    config.associations[1].options.key_id = 7;
    config.associations[2].options.kind = association::AssociationKind::local_clock;
    return config;
  }
  AssociationId id(std::size_t index) { return engine.peer_views().at(index).id; }

  base::SeededRng rng{testing::kSeed};
  Actions actions;
  Engine engine;
};

base::SocketAddress remote(std::uint8_t last, std::uint16_t port = 123) {
  return {base::IpAddress::v4(192, 0, 2, last), port};
}

TEST(EngineAccess, KnowsWhoAsksFromTheServicePort) {
  Three three;
  EXPECT_EQ(three.engine.service_association(remote(1)), three.id(0));
  EXPECT_FALSE(three.engine.service_association(remote(1, 124)).has_value());
  EXPECT_FALSE(three.engine.service_association(remote(2)).has_value());
  EXPECT_FALSE(three.engine.service_association(remote(9)).has_value());
}

TEST(EngineAccess, KnowsWhoHasAKey) {
  Three three;
  EXPECT_FALSE(three.engine.has_key(three.id(0)));
  EXPECT_TRUE(three.engine.has_key(three.id(1)));
  EXPECT_FALSE(three.engine.has_key(0));
}

TEST(EngineAccess, NamesItsNetworkSources) {
  Three three;
  const auto addresses = three.engine.source_addresses();
  EXPECT_EQ(std::vector(addresses.begin(), addresses.end()),
            (std::vector<base::IpAddress>{base::IpAddress::v4(192, 0, 2, 1), base::IpAddress::v4(192, 0, 2, 2)}));
}

TEST(EngineAccess, CountsARefusedReplyOfItsRemoteOnly) {
  Three three;
  const AssociationId id = three.id(0);
  const auto received = [&] { return three.engine.peer_views().at(0).received; };
  three.engine.on_refused_reply(id, remote(9));
  three.engine.on_refused_reply(0, remote(1));
  EXPECT_EQ(received(), 0U);
  three.engine.on_refused_reply(id, remote(1));
  EXPECT_EQ(received(), 1U);
  EXPECT_EQ(three.engine.peer_views().at(0).reach, 0);
}

}  // namespace
}  // namespace foliot::engine

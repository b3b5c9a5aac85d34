#include "sim/run.hpp"

#include <gtest/gtest.h>

#include "config/parser.hpp"

namespace foliot::sim {
namespace {

WorldFile three_servers(const std::string& more = "") {
  return parse_world("server a\nserver b\nserver c\n" + more).value_or(WorldFile{});
}

ClientConfig with(const std::string& conf, const WorldFile& world) {
  RunOptions options;
  options.config = config::parse(conf, "ntp.conf").config;
  return make_client_config(world, options);
}

TEST(ClientConfig, FollowsEveryServerWhenTheWorldSaysNothing) {
  const ClientConfig client = make_client_config(three_servers("poll 4 7\ndaemon -g\n"), {});
  ASSERT_EQ(client.config.associations.size(), 3U);
  EXPECT_EQ(client.config.associations[1].host, "192.0.2.2");
  EXPECT_TRUE(client.config.associations[1].options.iburst);
  EXPECT_EQ(client.config.associations[2].options.minpoll.log2_s(), 4);
  EXPECT_EQ(client.config.associations[2].options.maxpoll.log2_s(), 7);
  EXPECT_TRUE(client.config.discipline.allow_first_panic);
}

TEST(ClientConfig, TakesTheWorldsOwnLinesAndTellsWhatIsWrongInThem) {
  const ClientConfig client = make_client_config(three_servers("config server b prefer\nconfig tinker stepp 1\n"), {});
  ASSERT_EQ(client.config.associations.size(), 1U);
  EXPECT_EQ(client.names.at("b").front().to_string(), "192.0.2.2");
  EXPECT_EQ(client.findings.size(), 1U);
}

TEST(ClientConfig, MapsHostsOfTheUserByNameThenInOrder) {
  const ClientConfig client = with("server ntp.example.org\nserver b\nserver 10.0.0.1\n", three_servers());
  EXPECT_EQ(client.names.at("ntp.example.org").front().to_string(), "192.0.2.1");
  EXPECT_EQ(client.names.at("b").front().to_string(), "192.0.2.2");
  EXPECT_EQ(client.config.associations[2].host, "192.0.2.3");
}

TEST(ClientConfig, GivesAPoolWhatNoOtherLineTook) {
  const ClientConfig client = with("pool pool.example.org iburst\nserver c\n", three_servers());
  ASSERT_EQ(client.names.at("pool.example.org").size(), 2U);
  EXPECT_EQ(client.names.at("pool.example.org")[1].to_string(), "192.0.2.2");
}

TEST(ClientConfig, LeavesHostsThatFindNoServerUnknown) {
  const ClientConfig client = with("server x\nserver y\nserver z\nserver w\n", three_servers());
  EXPECT_FALSE(client.names.contains("w"));
}

TEST(Run, FollowsServersByNameOfTheUsersConfiguration) {
  RunOptions options;
  options.config = config::parse("pool pool.example.org iburst\n", "ntp.conf").config;
  options.duration_s = 2000;
  const Report report = run(three_servers(), options).report;
  EXPECT_EQ(report.sources.size(), 3U);
  EXPECT_EQ(report.synchronized, 1);
}

}  // namespace
}  // namespace foliot::sim

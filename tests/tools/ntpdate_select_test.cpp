// Which server ntpdate follows.
#include <gtest/gtest.h>

#include "tools/ntpdate/select.hpp"

namespace foliot::ntpdate {
namespace {

using oneshot::Filtered;
using oneshot::Server;

struct Claim {
  double offset_s = 0;
  double delay_s = 0.03;
  int stratum = 2;
  double dispersion_s = 0;
  LeapIndicator leap = LeapIndicator::none;
  double age_s = 16;
};

struct World {
  std::vector<Server> servers;
  std::vector<Filtered> filtered;
};

World make(const std::vector<Claim>& claims) {
  World world;
  for (const Claim& claim : claims) {
    wire::Header header;
    header.leap = claim.leap;
    header.stratum = static_cast<std::uint8_t>(claim.stratum);
    header.precision = -20;
    header.transmit = Timestamp::from_bits(0xe1000000'00000000U);
    header.reference = header.transmit + Interval::from_seconds(-claim.age_s);
    world.servers.push_back({.target = {}, .last = header, .filter = {}, .sent = {}, .arrived = {}});
    world.filtered.push_back({Interval::from_seconds(claim.offset_s), Interval::from_seconds(claim.delay_s),
                              Interval::from_seconds(claim.dispersion_s)});
  }
  return world;
}

Choice choose(const std::vector<Claim>& claims) {
  const World world = make(claims);
  return select(world.servers, world.filtered);
}

TEST(NtpdateSelection, NamesTheReasonWhyAServerIsDropped) {
  struct Row {
    Claim claim;
    Unfit reason;
  };
  const std::vector<Row> rows{
      {{.delay_s = 0}, Unfit::no_data},    {{.stratum = 0}, Unfit::stratum},
      {{.delay_s = 8.1}, Unfit::too_far},  {{.leap = LeapIndicator::unsynchronized}, Unfit::leap},
      {{.age_s = -1}, Unfit::very_broken}, {{.age_s = 86'400}, Unfit::too_old},
  };
  for (const Row& row : rows) {
    const Choice choice = choose({row.claim, {.offset_s = 0.001}});
    ASSERT_EQ(choice.dropped.size(), 1U) << to_string(row.reason);
    EXPECT_EQ(choice.dropped.front(), (Dropped{0, row.reason}));
    EXPECT_EQ(choice.server, 1U);
  }
}

TEST(NtpdateSelection, TellsThatNobodyIsLeft) {
  const Choice choice = choose({{.delay_s = 0}, {.stratum = 0}});
  EXPECT_FALSE(choice.server);
  EXPECT_EQ(choice.dropped.size(), 2U);
  EXPECT_FALSE(choose({}).server);
}

TEST(NtpdateSelection, CallsAServerWhoseRepliesAreNotSealedUntrusted) {
  World world = make({{.delay_s = 0}});
  world.servers.front().sealed_wrongly = true;
  EXPECT_EQ(select(world.servers, world.filtered).dropped.front().reason, Unfit::untrusted);
}

TEST(NtpdateSelection, PrefersTheLowerStratumThenTheShorterPath) {
  EXPECT_EQ(choose({{.delay_s = 0.02, .stratum = 3}, {.delay_s = 0.2, .stratum = 2}}).server, 1U);
  EXPECT_EQ(choose({{.delay_s = 0.2}, {.delay_s = 0.1}, {.delay_s = 0.3}}).server, 1U);
}

TEST(NtpdateSelection, ThrowsLiarsOutUntilTheRestAgrees) {
  EXPECT_EQ(choose({{.offset_s = 5, .delay_s = 0.02}, {.offset_s = 0.001}, {.offset_s = 0.002}}).server, 1U);
  EXPECT_EQ(choose({{.offset_s = 0.001, .delay_s = 0.05}, {.offset_s = -9, .delay_s = 0.02}, {.offset_s = 0.0}}).server,
            2U);
}

TEST(NtpdateSelection, LooksAtNoMoreThanTwoStrata) {
  // The three of stratum 4 would outvote the two above them if they were looked at.
  EXPECT_EQ(choose({{.offset_s = 7, .stratum = 4},
                    {.offset_s = 7, .stratum = 4},
                    {.offset_s = 7, .stratum = 4},
                    {.offset_s = 0, .stratum = 3},
                    {.offset_s = 0, .stratum = 2}})
                .server,
            4U);
}

TEST(NtpdateSelection, LooksAtNoMoreThanFiveServers) {
  std::vector<Claim> claims(6, Claim{.offset_s = 3, .dispersion_s = 1});
  for (std::size_t i = 1; i < claims.size(); ++i) claims[i] = {.offset_s = 0, .delay_s = 0.05, .dispersion_s = 0};
  EXPECT_EQ(choose(claims).server, 1U);
}

}  // namespace
}  // namespace foliot::ntpdate

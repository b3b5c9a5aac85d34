#include "engine/orphan_watch.hpp"

#include <gtest/gtest.h>

#include "engine/reference_id_of.hpp"

namespace foliot::engine {
namespace {

constexpr MonoTime kStart = MonoTime::from_nanoseconds(1'000'000'000'000);
constexpr Interval kWait = Interval::from_nanoseconds(300'000'000'000);

MonoTime after(double seconds) {
  return kStart + Interval::from_seconds(seconds);
}

selection::SelectionOptions with_orphan(std::uint8_t stratum) {
  selection::SelectionOptions options;
  options.orphan_stratum = stratum;
  return options;
}

association::ServerState server_of(std::uint8_t stratum, std::uint32_t reference_id, double root_delay_s = 0) {
  association::ServerState server;
  server.stratum = stratum;
  server.reference_id = wire::ReferenceId::from_bits(reference_id);
  server.root_delay = Interval::from_seconds(root_delay_s);
  return server;
}

TEST(OrphanStratum, IsOffFrom16Up) {
  EXPECT_FALSE(orphan_stratum(selection::SelectionOptions{}));
  EXPECT_FALSE(orphan_stratum(with_orphan(16)));
  EXPECT_EQ(orphan_stratum(with_orphan(15)), 15);
  EXPECT_EQ(orphan_stratum(with_orphan(1)), 1);
}

TEST(OrphanParent, SaysThatItFollowsItself) {
  EXPECT_EQ(orphan_reference_id(10).bits(), 0x7f000001U);
  EXPECT_EQ(orphan_reference_id(1), wire::ReferenceId::from_text("LOOP"));
  EXPECT_TRUE(is_orphan_parent(server_of(10, 0x7f000001)));
  EXPECT_TRUE(is_orphan_parent(server_of(10, 0x7f7f0101))) << "the local clock of other daemons";
  EXPECT_TRUE(is_orphan_parent(server_of(1, orphan_reference_id(1).bits())));
  EXPECT_FALSE(is_orphan_parent(server_of(10, 0x0a000001)));
  EXPECT_FALSE(is_orphan_parent(server_of(10, 0x7f000001, 1e-5))) << "follows somebody through the loopback";
  EXPECT_FALSE(is_orphan_parent(server_of(1, wire::ReferenceId::from_text("GPS").bits())));
}

TEST(OrphanRank, ElectsTheLeastAddressHash) {
  const auto low = base::IpAddress::v4(192, 0, 2, 1);
  const auto high = base::IpAddress::v4(192, 0, 2, 9);
  const auto parent = server_of(10, 0x7f000001);
  EXPECT_EQ(orphan_rank(parent, 10, low, high), OrphanRank::parent);
  EXPECT_EQ(orphan_rank(parent, 10, high, low), OrphanRank::none);
  EXPECT_EQ(orphan_rank(parent, 10, low, low), OrphanRank::none);
  EXPECT_EQ(orphan_rank(parent, 10, high, base::IpAddress{}), OrphanRank::parent) << "our own address is not known";
  const auto one = *base::IpAddress::parse("2001:db8::1");
  const auto two = *base::IpAddress::parse("2001:db8::2");
  const bool one_first = reference_id_of(one) < reference_id_of(two);
  EXPECT_EQ(orphan_rank(parent, 10, one, two), one_first ? OrphanRank::parent : OrphanRank::none);
  EXPECT_EQ(orphan_rank(parent, 10, two, one), one_first ? OrphanRank::none : OrphanRank::parent);
}

TEST(OrphanRank, LeavesRealSourcesUpToTheOrphanStratum) {
  const auto low = base::IpAddress::v4(192, 0, 2, 1);
  const auto high = base::IpAddress::v4(192, 0, 2, 9);
  EXPECT_EQ(orphan_rank(server_of(3, 0x0a000001, 0.01), 10, high, low), OrphanRank::ordinary);
  EXPECT_EQ(orphan_rank(server_of(10, 0x0a000001, 0.01), 10, high, low), OrphanRank::ordinary);
  EXPECT_EQ(orphan_rank(server_of(6, 0x7f7f0101), 10, high, low), OrphanRank::ordinary) << "a local clock above";
  EXPECT_EQ(orphan_rank(server_of(11, 0x0a000001, 0.01), 10, low, high), OrphanRank::none);
}

TEST(OrphanWatch, WaitsFromTheLastSourceOn) {
  OrphanWatch watch(kStart);
  EXPECT_EQ(watch.deadline(kWait), after(300));
  watch.observe(true, after(100));
  EXPECT_FALSE(watch.deadline(kWait));
  EXPECT_FALSE(watch.due(kWait, after(9999)));
  watch.observe(false, after(1000));
  watch.observe(false, after(1200));
  EXPECT_EQ(watch.deadline(kWait), after(1300));
  EXPECT_FALSE(watch.due(kWait, after(1299)));
  EXPECT_TRUE(watch.due(kWait, after(1300)));
}

TEST(OrphanWatch, SaysItAgainWhileItServes) {
  OrphanWatch watch(kStart);
  EXPECT_TRUE(watch.serve(after(300)));
  EXPECT_FALSE(watch.due(kWait, after(301)));
  EXPECT_TRUE(watch.due(kWait, after(364)));
  EXPECT_FALSE(watch.serve(after(364))) << "it is the same time as orphan";
  watch.observe(true, after(400));
  EXPECT_FALSE(watch.serving());
  EXPECT_FALSE(watch.end());
}

}  // namespace
}  // namespace foliot::engine

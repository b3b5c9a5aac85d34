#include "engine/source_table.hpp"

#include <gtest/gtest.h>

#include <set>

namespace foliot::engine {
namespace {

base::SocketAddress remote(std::uint8_t last) {
  return {base::IpAddress::v4(192, 0, 2, last), 123};
}

association::Association association_with(std::uint8_t last) {
  return association::Association(remote(last), {}, MonoTime{});
}

TEST(SourceTable, GivesEachAssociationAnIdOfItsOwnAndNeverZero) {
  SourceTable table(65'534);
  std::set<AssociationId> ids;
  for (std::uint8_t i = 0; i < 4; ++i) ids.insert(table.at(*table.add(0, association_with(i)))->id);
  EXPECT_EQ(ids, (std::set<AssociationId>{65'534, 65'535, 1, 2}));
}

TEST(SourceTable, SaysWhenItIsFull) {
  SourceTable table(1);
  for (std::size_t i = 0; i < SourceTable::kCapacity; ++i) EXPECT_TRUE(table.add(0, association_with(1)));
  EXPECT_FALSE(table.add(0, association_with(1)));
  table.remove(3);
  EXPECT_EQ(table.add(0, association_with(1)), 3U);
}

TEST(SourceTable, FindsByIdRemoteAndLine) {
  SourceTable table(100);
  const auto first = table.add(7, association_with(1));
  static_cast<void>(table.add(7, association_with(2)));
  EXPECT_EQ(table.find(100), first);
  EXPECT_FALSE(table.find(102));
  EXPECT_TRUE(table.has_remote(remote(2)));
  EXPECT_FALSE(table.has_remote(remote(3)));
  EXPECT_EQ(table.size(), 2U);
  EXPECT_EQ(table.count(7), 2U);
  EXPECT_EQ(table.count(8), 0U);
}

TEST(SampleHistory, KeepsTheNewestEightNewestFirst) {
  SampleHistory history;
  for (int i = 1; i <= 10; ++i) {
    estimate::Sample sample;
    sample.offset_s = i;
    history.add(sample);
  }
  EXPECT_EQ(history.count, control::kFilterStages);
  EXPECT_EQ(history.samples.front().offset_s, 10);
  EXPECT_EQ(history.samples.back().offset_s, 3);
}

TEST(SourceTable, NeverGivesAReservedIdToAnAssociation) {
  SourceTable table(65'535);
  const AssociationId reserved = table.reserve_id();
  const auto stays = table.add(0, association_with(1));
  const AssociationId kept = table.at(*stays)->id;
  for (int i = 0; i < 70'000; ++i) {
    const auto slot = table.add(0, association_with(2));
    const AssociationId id = table.at(*slot)->id;
    ASSERT_TRUE(id != 0 && id != reserved && id != kept) << i;
    table.remove(*slot);
  }
}

TEST(Source, CountsEventsUpToFifteen) {
  SourceTable table(1);
  Source& source = *table.at(*table.add(0, association_with(1)));
  for (int i = 0; i < 40; ++i) source.note(control::PeerEvent::reachable);
  EXPECT_EQ(source.event_count, 15);
  EXPECT_EQ(source.last_event, control::PeerEvent::reachable);
}

TEST(Source, CountsEventsSinceTheLastOneOfAnotherKind) {
  SourceTable table(1);
  Source& source = *table.at(*table.add(0, association_with(1)));
  EXPECT_EQ(source.event_count, 1);  // mobilize
  source.note(control::PeerEvent::reachable);
  EXPECT_EQ(source.event_count, 1);
  source.note(control::PeerEvent::unreachable);
  source.note(control::PeerEvent::unreachable);
  EXPECT_EQ(source.event_count, 2);
}

}  // namespace
}  // namespace foliot::engine

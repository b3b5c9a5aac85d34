// StampChoice: which of two stamps of one datagram counts.
#include "clock/stamp_choice.hpp"

#include <gtest/gtest.h>

namespace foliot::clock {
namespace {

constexpr std::int64_t kSecond_ns = 1'000'000'000;
constexpr std::int64_t kRealtime_ns = 1'800'000'000 * kSecond_ns;  ///< when the free-running clock was at 0
constexpr std::int64_t kAhead_ns = 55 * kSecond_ns;                ///< of the card's clock
constexpr std::uint32_t kInterface = 3;

Interval ns(std::int64_t value) {
  return Interval::from_nanoseconds(value);
}
WallTime wall(std::int64_t mono_ns) {
  return WallTime::from_nanoseconds(kRealtime_ns + mono_ns);
}
CardStamp stamp(std::int64_t mono_ns, std::uint32_t octets = 0) {
  return {PhcTime::from_nanoseconds(mono_ns + kAhead_ns), kInterface, octets};
}

CardTable table_of(const Card& card) {
  CardTable table;
  table.cards[table.count++] = card;
  return table;
}

Card good_card() {
  PhcMap map;
  map.phc = PhcTime::from_nanoseconds(kAhead_ns);
  map.error = ns(500);
  map.reach = Interval::from_seconds(16);
  return {.interface_index = kInterface, .map = map, .receive_compensation = {}, .transmit_compensation = {}};
}

constexpr std::int64_t kNow_ns = kSecond_ns;
const MachineTime kMachine{{MonoTime::from_nanoseconds(kNow_ns + 300'000), wall(kNow_ns + 300'000)}, Frequency{}};

struct Case {
  const char* name;
  std::int64_t card_ns;  ///< after the kernel's stamp
  bool counts;
};

class Arrivals : public testing::TestWithParam<Case> {};

/// One that has seen stamps of the card that are as they should be.
StampChoice acquainted() {
  StampChoice choice;
  static_cast<void>(choice.arrival(stamp(kNow_ns), wall(kNow_ns), table_of(good_card()), kMachine));
  static_cast<void>(choice.departed({7, 7}, wall(kNow_ns), table_of(good_card()), kMachine));
  static_cast<void>(choice.departed({7, 7}, stamp(kNow_ns), table_of(good_card()), kMachine));
  EXPECT_EQ(choice.counts().received, 1U);
  EXPECT_EQ(choice.counts().transmitted, 1U);
  return choice;
}

TEST_P(Arrivals, AreByTheCardOnlyWhereTheKernelAgrees) {
  StampChoice choice = acquainted();
  const auto& one = GetParam();
  const WallTime software = wall(kNow_ns);
  const WallTime arrival = choice.arrival(stamp(kNow_ns + one.card_ns), software, table_of(good_card()), kMachine);
  EXPECT_EQ(arrival, one.counts ? wall(kNow_ns + one.card_ns) : software);
  EXPECT_EQ(choice.counts().received, one.counts ? 2U : 1U);
  EXPECT_EQ(choice.counts().refused, one.counts ? 0U : 1U);
}

INSTANTIATE_TEST_SUITE_P(All, Arrivals,
                         testing::Values(Case{"a_moment_before", -20'000, true}, Case{"at_once", 0, true},
                                         Case{"after_within_the_error", 1'400, true}, Case{"after", 1'600, false},
                                         Case{"some_milliseconds_before", -9'900'000, true},
                                         Case{"too_long_before", -10'100'000, false},
                                         Case{"a_second_before", -kSecond_ns, false},
                                         Case{"a_second_after", kSecond_ns, false},
                                         Case{"out_of_reach", -30 * kSecond_ns, false}),
                         [](const auto& one) { return one.param.name; });

class Departures : public testing::TestWithParam<Case> {};

TEST_P(Departures, AreByTheCardOnlyWhereTheKernelAgrees) {
  const auto& one = GetParam();
  const CardTable table = table_of(good_card());
  const StampChoice::Key key{1, 2};
  const WallTime software = wall(kNow_ns);
  const CardStamp card = stamp(kNow_ns + one.card_ns);
  const WallTime expected = one.counts ? wall(kNow_ns + one.card_ns) : software;

  StampChoice usual = acquainted();
  EXPECT_EQ(usual.departed(key, software, table, kMachine), software);
  const auto then = usual.departed(key, card, table, kMachine);
  EXPECT_EQ(then.has_value(), one.counts);
  EXPECT_EQ(then.value_or(software), expected);

  StampChoice reversed = acquainted();
  EXPECT_FALSE(reversed.departed(key, card, table, kMachine));
  EXPECT_EQ(reversed.departed(key, software, table, kMachine), expected);
  EXPECT_EQ(reversed.counts().transmitted, one.counts ? 2U : 1U);
  EXPECT_EQ(reversed.counts().refused, one.counts ? 0U : 1U);
}

INSTANTIATE_TEST_SUITE_P(All, Departures,
                         testing::Values(Case{"a_moment_after", 20'000, true}, Case{"at_once", 0, true},
                                         Case{"before_within_the_error", -1'400, true}, Case{"before", -1'600, false},
                                         Case{"some_milliseconds_after", 9'900'000, true},
                                         Case{"too_long_after", 10'100'000, false},
                                         Case{"a_second_before", -kSecond_ns, false},
                                         Case{"out_of_reach", 30 * kSecond_ns, false}),
                         [](const auto& one) { return one.param.name; });

TEST(StampChoice, DoesNotBelieveACardThatIsNeverCloseToTheKernel) {
  StampChoice choice;
  const CardTable table = table_of(good_card());
  const auto arrival = [&](std::int64_t at_ns, std::int64_t before_ns) {
    const MachineTime machine{{MonoTime::from_nanoseconds(at_ns), wall(at_ns)}, Frequency{}};
    const std::uint64_t known = choice.counts().received;
    static_cast<void>(choice.arrival(stamp(at_ns - before_ns), wall(at_ns), table, machine));
    return choice.counts().received > known;
  };
  EXPECT_FALSE(arrival(kNow_ns, 5'000'000)) << "nothing is known of it";
  EXPECT_FALSE(arrival(kNow_ns + 1'000, 1'100'000));
  EXPECT_TRUE(arrival(kNow_ns + 2'000, 900'000));
  EXPECT_TRUE(arrival(kNow_ns + 3'000, 5'000'000)) << "a moment of much work";
  EXPECT_TRUE(arrival(2 * kNow_ns, 20'000));
  EXPECT_TRUE(arrival(10 * kNow_ns, 5'000'000));
  EXPECT_FALSE(arrival(13 * kNow_ns, 5'000'000)) << "it has been late for too long";
  EXPECT_TRUE(arrival(14 * kNow_ns, 20'000));
}

TEST(StampChoice, DoesNotBelieveACardForWhatStoodInItsPlaceBefore) {
  StampChoice choice = acquainted();
  Card other = good_card();
  other.interface_index = kInterface + 1;
  CardStamp late = stamp(kNow_ns - 5'000'000);
  EXPECT_EQ(choice.arrival(late, wall(kNow_ns), table_of(good_card()), kMachine), wall(kNow_ns - 5'000'000));
  late.interface_index = other.interface_index;
  EXPECT_EQ(choice.arrival(late, wall(kNow_ns), table_of(other), kMachine), wall(kNow_ns));
}

TEST(StampChoice, JudgesArrivalsAndDeparturesApart) {
  StampChoice choice;
  const CardTable table = table_of(good_card());
  EXPECT_EQ(choice.arrival(stamp(kNow_ns), wall(kNow_ns), table, kMachine), wall(kNow_ns));
  static_cast<void>(choice.departed({1, 2}, wall(kNow_ns), table, kMachine));
  EXPECT_FALSE(choice.departed({1, 2}, stamp(kNow_ns + 5'000'000), table, kMachine));
}

TEST(StampChoice, MovesAnArrivalToTheEndOfItsFrame) {
  Card card = good_card();
  card.octet_s = 8e-9;  // 1 Gb/s
  StampChoice choice;
  const WallTime arrival = choice.arrival(stamp(kNow_ns, 90), wall(kNow_ns + 5'000), table_of(card), kMachine);
  EXPECT_EQ(arrival, wall(kNow_ns + 94 * 8));
}

TEST(StampChoice, CompensatesForWhatLiesBetweenTheCardAndTheWire) {
  Card card = good_card();
  card.receive_compensation = ns(250);
  card.transmit_compensation = ns(300);
  const CardTable table = table_of(card);
  StampChoice choice;
  EXPECT_EQ(choice.arrival(stamp(kNow_ns), wall(kNow_ns), table, kMachine), wall(kNow_ns - 250));
  static_cast<void>(choice.departed({1, 2}, wall(kNow_ns), table, kMachine));
  EXPECT_EQ(choice.departed({1, 2}, stamp(kNow_ns), table, kMachine), wall(kNow_ns + 300));
}

TEST(StampChoice, KnowsNothingOfOtherInterfacesAndCardsThatWereNotReadYet) {
  Card card = good_card();
  StampChoice choice;
  CardStamp other = stamp(kNow_ns - 1'000);
  other.interface_index = 4;
  EXPECT_EQ(choice.arrival(other, wall(kNow_ns), table_of(card), kMachine), wall(kNow_ns));
  EXPECT_EQ(choice.counts().refused, 0U);
  card.map.reset();
  EXPECT_EQ(choice.arrival(stamp(kNow_ns - 1'000), wall(kNow_ns), table_of(card), kMachine), wall(kNow_ns));
  EXPECT_EQ(choice.counts().refused, 1U);
}

TEST(StampChoice, WithoutAStampOfTheKernelTheReadingBoundsTheCard) {
  StampChoice choice;
  const CardTable table = table_of(good_card());
  EXPECT_EQ(choice.arrival(stamp(kNow_ns), std::nullopt, table, kMachine), wall(kNow_ns));
  EXPECT_EQ(choice.arrival(stamp(kNow_ns - kSecond_ns), std::nullopt, table, kMachine), kMachine.reading.wall);
}

TEST(StampChoice, ALeapOfRealtimeDoesNotMoveWhatTheCardSays) {
  // The map is on the free-running clock, so after a step it holds at once: in the stepped REALTIME.
  const Interval step = Interval::from_seconds(-1);
  MachineTime stepped = kMachine;
  stepped.reading.wall = stepped.reading.wall + step;
  StampChoice choice;
  const WallTime arrival = choice.arrival(stamp(kNow_ns - 700), wall(kNow_ns) + step, table_of(good_card()), stepped);
  EXPECT_EQ(arrival, wall(kNow_ns - 700) + step);
  // A stamp that the kernel made before the step is not comparable: then it is the kernel's that counts.
  EXPECT_EQ(choice.arrival(stamp(kNow_ns - 700), wall(kNow_ns), table_of(good_card()), stepped), wall(kNow_ns));
}

TEST(StampChoice, FollowsTheRateOfRealtime) {
  MachineTime fast = kMachine;
  fast.rate = Frequency::from_ppm(500);
  EXPECT_EQ(fast.realtime_at(MonoTime::from_nanoseconds(kNow_ns + 300'000 - 100'000)),
            wall(kNow_ns + 300'000 - 100'050));
}

TEST(CardTable, IsOffByAsMuchAsItsWorstCard) {
  CardTable table;
  EXPECT_EQ(table.error(), Interval{});
  for (const std::int64_t error_ns : {300, 900, 100}) {
    Card card = good_card();
    card.map->error = ns(error_ns);
    table.cards[table.count++] = card;
  }
  EXPECT_EQ(table.error(), ns(900));
  table.cards[1].map.reset();
  EXPECT_EQ(table.error(), ns(300));
}

TEST(StampChoice, DoesNotMixDepartures) {
  StampChoice choice;
  const CardTable table = table_of(good_card());
  for (std::uint64_t i = 0; i < 1'000; ++i) {
    const auto at_ns = kNow_ns + static_cast<std::int64_t>(i);
    EXPECT_EQ(choice.departed({i, ~i * 3}, wall(at_ns), table, kMachine), wall(at_ns));
    EXPECT_EQ(choice.departed({i, ~i * 3}, stamp(at_ns + 5), table, kMachine), wall(at_ns + 5));
  }
  EXPECT_EQ(choice.counts().transmitted, 1'000U);
}

}  // namespace
}  // namespace foliot::clock

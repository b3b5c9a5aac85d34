// StampReader: datagrams with stamps of both kinds, on the clocks of this machine.
#include "daemon/stamp_reader.hpp"

#include <gtest/gtest.h>

#include <array>

#include "daemon/worker_support.hpp"
#include "platform/machine_clock.hpp"

namespace foliot::daemon {
namespace {

constexpr std::uint32_t kInterface = 5;

/// The card's clock is the free-running one.
clock::CardTable table_of(double octet_s = 0) {
  clock::PhcMap map;
  map.reach = Interval::from_seconds(3e9);
  clock::CardTable table;
  table.cards[table.count++] = {.interface_index = kInterface,
                                .map = map,
                                .receive_compensation = {},
                                .transmit_compensation = {},
                                .octet_s = octet_s};
  return table;
}

Interval ns(std::int64_t value) {
  return Interval::from_nanoseconds(value);
}

class Stamps : public testing::Test {
 protected:
  [[nodiscard]] clock::CardStamp card_at(Interval later) const {
    return {clock::PhcTime::from_nanoseconds((machine.mono + later).nanoseconds()), kInterface, 0};
  }

  ClockReading machine = platform::system_clock_reading();
  StandingClock clock;
  StampReader reader{clock};
};

TEST_F(Stamps, OfArrivalsAreTheCardsWhereTheKernelAgrees) {
  platform::Datagram datagram;
  datagram.remote = {base::IpAddress::v4(192, 0, 2, 1), 123};
  datagram.kernel_stamp = machine.wall - ns(10'000);
  datagram.card_stamp = card_at(-ns(50'000));
  EXPECT_EQ(reader.arrival(datagram, table_of(), machine), machine.wall - ns(50'000));
  datagram.card_stamp = card_at(Interval::from_seconds(-1));
  EXPECT_EQ(reader.arrival(datagram, table_of(), machine), machine.wall - ns(10'000));
  EXPECT_EQ(reader.counts().received, 1U);
  EXPECT_EQ(reader.counts().refused, 1U);
}

TEST_F(Stamps, OfArrivalsKnowHowLongAnUsualFrameIs) {
  const std::array<std::uint8_t, 48> bytes{};
  platform::Datagram datagram;
  datagram.bytes = bytes;
  datagram.kernel_stamp = machine.wall;
  datagram.card_stamp = card_at(-ns(50'000));
  datagram.remote = {base::IpAddress::v4(192, 0, 2, 1), 123};
  EXPECT_EQ(reader.arrival(datagram, table_of(80e-9), machine), machine.wall - ns(50'000) + ns(94 * 80));
  datagram.remote = {base::IpAddress::parse("2001:db8::1").value(), 123};
  EXPECT_EQ(reader.arrival(datagram, table_of(80e-9), machine), machine.wall - ns(50'000) + ns(114 * 80));
}

TEST_F(Stamps, OfDeparturesAreTheCardsOnceItHasSpoken) {
  const auto request = request_bytes(77);
  const WallTime kernel = machine.wall - ns(100'000);
  const platform::TransmitStamp first{request, kernel};
  const platform::TransmitStamp second{request, std::nullopt, card_at(-ns(70'000))};
  EXPECT_EQ(reader.departure(first, table_of()), kernel);
  const auto left = reader.departure(second, table_of());
  ASSERT_TRUE(left);
  // The clocks are read anew, as a pair that may be off by a little.
  EXPECT_LT((*left - (machine.wall - ns(70'000))).abs(), ns(20'000));
  EXPECT_EQ(reader.counts().transmitted, 1U);
}

TEST_F(Stamps, OfDeparturesAreTheKernelsWithoutACard) {
  const auto request = request_bytes(77);
  EXPECT_EQ(reader.departure({request, machine.wall}, {}), machine.wall);
  EXPECT_FALSE(reader.departure({request, std::nullopt, card_at({})}, {}));
}

TEST_F(Stamps, OfWhatIsNoPacketAreTheKernels) {
  const std::array<std::uint8_t, 5> bytes{};
  EXPECT_EQ(reader.departure({bytes, machine.wall}, table_of()), machine.wall);
}

}  // namespace
}  // namespace foliot::daemon

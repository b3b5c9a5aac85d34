// Every line of a statistics file to the character: other programs read them.
#include "control/statistics_text.hpp"

#include <gtest/gtest.h>

namespace foliot::control {
namespace {

/// 2019-06-17 10:00:00.5 UTC: day 58651, second 36000.5.
const WallTime kNow = WallTime::from_nanoseconds(1'560'765'600'500'000'000);

Timestamp stamp(std::uint64_t seconds, double fraction) {
  return Timestamp::from_bits(seconds << 32U | static_cast<std::uint64_t>(fraction * 4294967296.0));
}

TEST(DayAndSecond, IsTheModifiedJulianDateAndTheSecondToTheMillisecond) {
  EXPECT_EQ(day_and_second(kNow), "58651 36000.500");
  EXPECT_EQ(day_and_second(WallTime::from_nanoseconds(0)), "40587 0.000");
  EXPECT_EQ(day_and_second(WallTime::from_nanoseconds(86'399'999'999'999)), "40587 86399.999");
  EXPECT_EQ(day_and_second(WallTime::from_nanoseconds(86'400'001'000'000)), "40588 0.001");
  EXPECT_EQ(day_and_second(WallTime::from_nanoseconds(-1'000'000)), "40586 86399.999");
}

TEST(StatisticsText, OfLoopstats) {
  const LoopRecord record{.offset_s = 0.000006019,
                          .frequency = Frequency::from_ppm(13.778),
                          .jitter_s = 0.000351733,
                          .wander_ppm = 0.013380,
                          .time_constant_log2_s = 6};
  EXPECT_EQ(statistics_text(record, kNow), "58651 36000.500 0.000006019 13.778 0.000351733 0.013380 6\n");
  EXPECT_EQ(statistics_text(LoopRecord{.offset_s = -1.5, .frequency = Frequency::from_ppm(-500)}, kNow),
            "58651 36000.500 -1.500000000 -500.000 0.000000000 0.000000 0\n");
}

TEST(StatisticsText, OfPeerstats) {
  PeerRecord record{.source = base::IpAddress::v4(127, 127, 4, 1),
                    .status = 0x9714,
                    .offset_s = -0.001605376,
                    .delay_s = 0,
                    .dispersion_s = 0.001424877,
                    .jitter_s = 0.000958674};
  EXPECT_EQ(statistics_text(record, kNow),
            "58651 36000.500 127.127.4.1 9714 -0.001605376 0.000000000 0.001424877 0.000958674\n");
  record.source = *base::IpAddress::parse("2001:db8::1");
  record.status = 0x1a;
  EXPECT_EQ(statistics_text(record, kNow),
            "58651 36000.500 2001:db8::1 1a -0.001605376 0.000000000 0.001424877 0.000958674\n");
}

TEST(StatisticsText, OfRawstats) {
  RawRecord record{.source = base::IpAddress::v4(128, 4, 1, 1),
                   .destination = base::IpAddress::v4(192, 168, 1, 5),
                   .origin = stamp(3565350574, 0.400229473),
                   .receive = stamp(3565350574, 0.442385200),
                   .transmit = stamp(3565350574, 0.442436000),
                   .arrival = stamp(3565350575, 0.154505763),
                   .stratum = 1,
                   .poll_log2_s = 8,
                   .precision_log2_s = -21,
                   .root_dispersion_s = 0.000320,
                   .reference_id = wire::ReferenceId::from_text("PPS")};
  EXPECT_EQ(statistics_text(record, kNow),
            "58651 36000.500 128.4.1.1 192.168.1.5 3565350574.400229473 3565350574.442385200 "
            "3565350574.442436000 3565350575.154505763 0 4 4 1 8 -21 0.000000 0.000320 .PPS.\n");
  record.stratum = 2;
  record.reference_id = wire::ReferenceId::from_bits(0xc0000201);
  record.destination.reset();
  record.origin = Timestamp::from_bits(0xffff'ffff'ffff'ffffU);
  record.root_delay_s = 0.0625;
  EXPECT_EQ(statistics_text(record, kNow),
            "58651 36000.500 128.4.1.1 - 4294967296.000000000 3565350574.442385200 3565350574.442436000 "
            "3565350575.154505763 0 4 4 2 8 -21 0.062500 0.000320 192.0.2.1\n");
}

TEST(StatisticsText, OfSysstats) {
  ServiceView service;
  service.since_reset_s = 3600.7;
  service.received = 81965;
  service.processed = 0;
  service.this_version = 9546;
  service.old_version = 56;
  service.restricted = 71793;
  service.bad_format = 512;
  service.bad_authentication = 540;
  service.declined = 10;
  service.limited = 147;
  service.kisses = 1;
  EXPECT_EQ(statistics_text(service, kNow), "58651 36000.500 3600 81965 0 9546 56 71793 512 540 10 147 1\n");
}

TEST(StatisticsText, OfUsestats) {
  const ProcessUse before{.user_s = 1, .system_s = 2, .minor_faults = 10, .blocks_out = 100, .resident_kb = 1};
  const ProcessUse use{.user_s = 1.902,
                       .system_s = 3.451,
                       .minor_faults = 174,
                       .major_faults = 3,
                       .swaps = 0,
                       .blocks_in = 2328,
                       .blocks_out = 64326,
                       .voluntary_switches = 7,
                       .involuntary_switches = 8,
                       .signals = 1,
                       .resident_kb = 4308};
  EXPECT_EQ(statistics_text(use, before, 3600.2, kNow),
            "58651 36000.500 3600 0.902 1.451 164 3 0 2328 64226 7 8 1 4308\n");
}

TEST(StatisticsText, OfProtostatsAndClockstats) {
  EXPECT_EQ(protocol_text("128.4.1.1 963a 8a sys_peer", kNow), "58651 36000.500 128.4.1.1 963a 8a sys_peer\n");
  EXPECT_EQ(clock_text(base::IpAddress::v4(127, 127, 4, 1), "93 226 00:08:29.606 D", kNow),
            "58651 36000.500 127.127.4.1 93 226 00:08:29.606 D\n");
  EXPECT_EQ(protocol_text("two\nlines\x1b", kNow), "58651 36000.500 two.lines.\n");
}

}  // namespace
}  // namespace foliot::control
